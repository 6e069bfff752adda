import type { Command, DomainEvent, Ledger } from '@chignon/eventing';

/*
 * That somebody waited longer than their store means to let anybody wait: BK-21. Stream `wait-<visitId>`. Guards that it is
 * said once for a visit. A stream of its own, because a word of the clock must not change the visit's revision under the
 * hands of those who work on it.
 */

/** Who waited, since when, and what the store meant to keep. */
export interface LongWait {
  readonly storeId: string;
  readonly businessDate: string;
  /** Absent: anonymous. */
  readonly customerId?: string;
  readonly arrivedMs: number;
  readonly thresholdMinutes: number;
}

export type WaitEvent = DomainEvent<'WaitExceeded', LongWait>;
export type WaitCommand = Command<'RaiseWaitAlert'> & { readonly wait: LongWait };

export interface WaitState {
  readonly raised: boolean;
}

export const waits: Ledger<WaitState, WaitCommand, WaitEvent> = {
  category: 'wait',
  initial: () => ({ raised: false }),
  evolve: { WaitExceeded: () => ({ raised: true }) },
  decide: {
    RaiseWaitAlert: (state, { wait }) =>
      state.raised ? [] : [{ type: 'WaitExceeded', data: wait }],
  },
};
