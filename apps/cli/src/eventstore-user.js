import { makeEventStoreUser } from '@chignon/service-kit/plain';
import { CliError, say } from './output.js';
const VARIABLES = ['EVENTSTORE_URL', 'EVENTSTORE_ADMIN_URL'];
/**
 * Makes the user that `EVENTSTORE_URL` names, as the administrator that `EVENTSTORE_ADMIN_URL` names: a step before the first start
 * of a cluster, and after its password was changed.
 */
export async function eventStoreUser(environment) {
    const missing = VARIABLES.filter((name) => !environment[name]);
    if (missing.length > 0)
        throw new CliError(`${missing.join(' and ')} missing: EVENTSTORE_URL names the user to make, EVENTSTORE_ADMIN_URL the same server with an administrator`);
    const { user, created, granted } = await makeEventStoreUser(environment['EVENTSTORE_URL'], environment['EVENTSTORE_ADMIN_URL']);
    say(`EventStoreDB user ${user}: ${created ? 'made' : 'was there, its password set'}; right to read $all: ${granted ? 'granted' : 'was there'}`);
}
