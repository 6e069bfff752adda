import { effect, type Effect } from '@chignon/eventing';
import { access } from './access-ledger.js';

/** Tells operators of what is unusual, once it stands in the log: alert rules go by the line's code. */
export const tellAlerts: Effect = effect([access], {
  name: 'customers.read-alerts',
  on: {
    UnusualReadingNoticed: ({ data, meta }, tools) => {
      tools.log('warn', 'somebody reads personal data of unusually many people', {
        code: `reading-${data.kind}`,
        count: data.people,
        actor: meta.actor,
        correlationId: meta.correlationId,
      });
      return Promise.resolve();
    },
  },
});
