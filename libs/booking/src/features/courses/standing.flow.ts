import { optional, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { locate } from '../../agenda/decide/locate.js';
import { keepsRedeemed } from '../../desk/terms/returns.flow.js';
import { visits } from '../../visits/visit-ledger.js';
import { outcomeOfVisit } from '../../visits/visit-outcome.js';
import type { Standing } from './course-events.js';

/** An appointment with its visit as both stand now, wherever it was moved; undefined when there is none, or only a hold that ended. */
export async function standingOf(
  tools: Tools,
  appointmentId: string,
): Promise<Standing | undefined> {
  const place = await locate(async (key) => (await tools.load(agenda, key)).state, appointmentId);
  if (!place || place.entry.status === 'released' || place.entry.status === 'expired')
    return undefined;
  const {
    appointment: { storeId, businessDate, startMs, customerId, lines },
    status,
    visitId,
  } = place.entry;
  const visit =
    visitId === undefined ? undefined : outcomeOfVisit(await tools.history(visits, visitId));
  return {
    appointmentId,
    storeId,
    date: businessDate,
    startMs,
    ...optional({ customerId }),
    status,
    serviceIds: lines.map((l) => l.serviceId),
    ...((await keepsRedeemed(tools, place.key, place.entry)) ? { keepsSession: true } : {}),
    ...optional({ visit }),
  };
}
