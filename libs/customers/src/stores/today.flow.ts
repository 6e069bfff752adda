import { businessDateOf, instantOf, msOfIso, isoOf } from '@chignon/calendar';
import { invalid, type Tools } from '@chignon/eventing';
import { storeClocks, type StoreClock } from './stores.view.js';

/** Clocks of these stores, by id; one that has not been described yet is missing. */
export async function clocksOf(
  tools: Tools,
  storeIds: readonly string[],
): Promise<ReadonlyMap<string, StoreClock>> {
  const found = await tools.documents.getMany(
    tools.collection(storeClocks),
    [...new Set(storeIds)].slice(0, 1000),
  );
  return new Map(found.map((clock) => [clock.id, clock]));
}

/** In which language customers of the store are written to who have not said another; `zh-CN` while the store has not been described. */
export const languageAt = async (tools: Tools, storeId: string): Promise<StoreClock['language']> =>
  (await tools.documents.get(tools.collection(storeClocks), storeId))?.language ?? 'zh-CN';

/** Which business day it is there. */
export const todayAt = ({ zone, dayStartMinute }: StoreClock, now: string): string =>
  businessDateOf(zone, dayStartMinute, msOfIso(now));

/**
 * When something was done that is written down now: as the store writes times, else now. ISO UTC.
 * @throws Refusal 422 `time-in-future`, and what `instantOf` says of times that there are not
 */
export async function doneAt(
  tools: Tools,
  storeId: string,
  said: string | undefined,
  field: string,
): Promise<string> {
  const now = tools.facts.now();
  if (said === undefined) return now;
  const zone = (await clocksOf(tools, [storeId])).get(storeId)?.zone ?? 'UTC';
  const at = isoOf(instantOf(said, zone, field));
  if (at > now)
    throw invalid('time-in-future', 'This has not happened yet.', {
      field,
      expected: 'now or earlier',
    });
  return at;
}
