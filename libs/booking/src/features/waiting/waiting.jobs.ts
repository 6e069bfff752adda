import { DAY_MS, isoOf, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { findAll, type Job, type JobCause, optional, runEach, type Tools } from '@chignon/eventing';
import { storeDefaults, stores } from '../../salon/stores/store.js';
import { visits } from '../../visits/visit-ledger.js';
import { waits } from './wait-ledger.js';
import { listedWaits, type Wait } from './waits.view.js';

const PAGE = 200;

/**
 * Says once of each visit that somebody waits longer than their store means to let anybody wait. The list says where to
 * look, the visit whether they still wait. Who arrived more than a day ago was forgotten, not kept waiting.
 * @returns how many alerts were raised
 */
export async function watchWaiting(tools: Tools, cause: JobCause): Promise<number> {
  const nowMs = msOfIso(tools.facts.now());
  const thresholds = new Map<string, number>();
  let raised = 0;
  const watched = {
    index: 'watched',
    range: { field: 'watchedSince', gt: isoOf(nowMs - DAY_MS), lt: isoOf(nowMs) },
    limit: PAGE,
  };
  await runEach(findAll(tools.documents, tools.collection(listedWaits), watched), async (wait) => {
    if (!thresholds.has(wait.storeId))
      thresholds.set(
        wait.storeId,
        (await tools.documents.get(stores, wait.storeId))?.waitAlertMinutes ??
          storeDefaults.waitAlertMinutes,
      );
    if (await alert(tools, cause, wait, thresholds.get(wait.storeId)!, nowMs)) raised++;
  });
  return raised;
}

async function alert(
  tools: Tools,
  cause: JobCause,
  { id: visitId, storeId, businessDate, customerId, arrivedAt }: Wait,
  thresholdMinutes: number,
  nowMs: number,
): Promise<boolean> {
  const arrivedMs = msOfIso(arrivedAt);
  if (
    nowMs - arrivedMs <= thresholdMinutes * MINUTE_MS ||
    (await tools.load(visits, visitId)).state.status !== 'arrived'
  )
    return false;
  const wait = {
    storeId,
    businessDate,
    ...optional({ customerId }),
    arrivedMs,
    thresholdMinutes,
  };
  const { events, replayed } = await tools.execute(
    waits,
    visitId,
    { type: 'RaiseWaitAlert', wait },
    cause(visitId, { storeId, input: `booking.watch-waiting|${visitId}` }),
  );
  return events.length > 0 && !replayed;
}

/** `booking.watch-waiting`, every minute. */
export const watchWaitingJob: Job = {
  name: 'booking.watch-waiting',
  everyMs: 60_000,
  run: async (tools, cause) => void (await watchWaiting(tools, cause)),
};
