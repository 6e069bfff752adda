import type { Caller } from '@chignon/service-kit';
import type { Tools } from '@chignon/eventing';
import { clocksOf, todayAt } from './today.flow.js';
import { presence } from './presence.view.js';

/**
 * Whether the customer is expected or was today, by the store's own date, in a store of the caller: whoever performs or is at the desk there may need what
 * is known. Which of them performs which service no token says.
 */
export async function isServedToday(
  tools: Tools,
  customerIds: readonly string[],
  caller: Pick<Caller, 'sees'>,
): Promise<boolean> {
  const known = await tools.documents.getMany(tools.collection(presence), customerIds);
  const days = known
    .flatMap(({ expected, came }) => [...Object.values(expected), ...Object.values(came)])
    .filter(({ storeId }) => caller.sees(storeId));
  if (days.length === 0) return false;
  const clocks = await clocksOf(
    tools,
    days.map(({ storeId }) => storeId),
  );
  const now = tools.facts.now();
  return days.some(({ storeId, businessDate }) => {
    const clock = clocks.get(storeId);
    return clock !== undefined && todayAt(clock, now) === businessDate;
  });
}
