import {
  changedFigures,
  type DeliveredMessage,
  dryRun,
  effectCause,
  type Previewer,
} from '@chignon/eventing';
import { stock } from './ledger/stock-ledger.js';
import { UNKNOWN_UNITS } from '../products/units.js';
import { visitStock } from './visits.reactions.js';

/** What would lie on the shelf after an event of a visit: what follows from it is decided, and not written down. */
export const previewStock: Previewer = {
  permission: 'inventory.levels:read',
  changes: async (message, tools) => {
    const dry = dryRun(tools);
    const delivered: DeliveredMessage = { ...message, partition: '', offset: '' };
    const cause = effectCause(visitStock.name, message);
    const asked = visitStock.on[message.type]?.(delivered) ?? [];
    for (const [i, { ledger, key, command }] of asked.entries())
      await dry.tools.execute(ledger, key, command, cause(String(i)));
    return dry.streams(stock).flatMap(({ before, after }) =>
      changedFigures(
        {
          subject: 'stock',
          id: after.sku,
          storeId: after.storeId,
          unit: (after.product ?? UNKNOWN_UNITS).stockUnit,
        },
        { onHandMilli: before.onHandMilli },
        { onHandMilli: after.onHandMilli },
      ),
    );
  },
};
