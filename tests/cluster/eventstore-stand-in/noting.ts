import type { StreamStore, StreamSubscription } from '@chignon/eventing';

/** What a subscription was told: each call's position, and how many events had come by then. */
export interface Noted {
  readonly subscription: StreamSubscription;
  readonly calls: readonly { readonly position: string; readonly events: number }[];
  readonly ids: readonly string[];
}

/** A subscription of the category that notes each call. */
export function noting(store: StreamStore, category: string, from?: string): Noted {
  const calls: { position: string; events: number }[] = [];
  const ids: string[] = [];
  const subscription = store.subscribe({
    ...(from === undefined ? {} : { from }),
    categories: [category],
    handler: async (batch, position) => {
      await new Promise((resolve) => setImmediate(resolve));
      ids.push(...batch.map(({ id }) => id));
      calls.push({ position, events: ids.length });
    },
  });
  return { subscription, calls, ids };
}

/** From each position noted, at most 12 of them: exactly what came after it. */
export async function resumesExactly(
  store: StreamStore,
  category: string,
  { calls, ids }: Noted,
): Promise<void> {
  const step = Math.ceil(calls.length / 12);
  for (const { position, events } of calls.filter(
    (_, i) => i % step === 0 || i === calls.length - 1,
  )) {
    const rest = noting(store, category, position);
    await rest.subscription.caughtUp();
    await rest.subscription.close();
    expect(rest.ids).toEqual(ids.slice(events));
  }
}
