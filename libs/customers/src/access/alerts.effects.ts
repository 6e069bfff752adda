import { effect, type Effect } from '@chignon/eventing';
import { access, type AlertKind } from './access-ledger.js';

const MANY = 'somebody reads personal data of unusually many people';
const UNUSUAL: { readonly [K in AlertKind]: string } = {
  bulk: MANY,
  'off-hours': MANY,
  watched: 'somebody looks at a customer who is watched over, and does not serve them today',
};

/** Tells operators of what is unusual, once it stands in the log: alert rules go by the line's code. */
export const tellAlerts: Effect = effect([access], {
  name: 'customers.read-alerts',
  on: {
    UnusualReadingNoticed: ({ data, meta }, tools) => {
      tools.log('warn', UNUSUAL[data.kind], {
        code: `reading-${data.kind}`,
        count: data.people,
        customerId: data.customerId,
        actor: meta.actor,
        correlationId: meta.correlationId,
      });
      return Promise.resolve();
    },
  },
});
