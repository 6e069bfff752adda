import type { Command, DomainEvent, Ledger, Refusal } from '@chignon/eventing';
import { type Quota, quotaRefusal } from '../../salon/catalogue/prerequisites.js';

/*
 * What one customer has used of the quota of one service (BK-23). Stream `quota-<derived from customer and service>`.
 * Guards that a use is claimed before it is booked, whatever the day and store: of parallel bookings the second one finds
 * the claim of the first.
 * Easy to get wrong: a claim says only that a command was about to book. What became of it is never kept here but looked
 * up in the agenda when the next one asks, so that nothing has to follow cancellations, moves and undone no-shows, and a
 * stop between claim and booking leaves nothing behind: a claim that its agenda does not know lapses.
 */

/** A use that a command is about to book. */
export interface QuotaClaim {
  readonly claimId: string;
  /** The command in whose events the agenda says what became of it. */
  readonly commandId: string;
  /** Key of the agenda of the store and day. */
  readonly agenda: string;
  /** Business date. */
  readonly date: string;
  /** Lines of the service. */
  readonly uses: number;
  /** Known beforehand only when it is moved. */
  readonly appointmentId?: string;
  /** Until then the agenda may book it; epoch ms. */
  readonly untilMs: number;
}

export type QuotaEvent =
  | DomainEvent<
      'QuotaUseClaimed',
      QuotaClaim & { readonly customerId: string; readonly serviceId: string }
    >
  /** `refused`: its booking was; `ended`: there is no booking, or it no longer stands there. */
  | DomainEvent<'QuotaUseReleased', { claimId: string; reason: 'refused' | 'ended' }>;

/** A use that counts, by its business date. */
export interface CountedUse {
  readonly date: string;
  readonly agenda?: string;
}

export type QuotaCommand =
  | (Command<'ClaimUse'> & {
      readonly claim: QuotaClaim;
      readonly customerId: string;
      readonly serviceId: string;
      readonly quota: Quota;
      readonly field: string;
      /** Claims that were looked up: they count by `counted`, all others as they stand. */
      readonly lookedUp: readonly string[];
      /** Of those, the ones that can never count again. */
      readonly ended: readonly string[];
      readonly counted: readonly CountedUse[];
    })
  | (Command<'ReleaseUse'> & { readonly claimId: string });

export interface QuotaState {
  readonly claims: ReadonlyMap<string, QuotaClaim>;
}

/** Uses of quotas, claimed before they are booked. */
export const quotaUses: Ledger<QuotaState, QuotaCommand, QuotaEvent> = {
  category: 'quota',
  initial: () => ({ claims: new Map() }),
  evolve: {
    QuotaUseClaimed: ({ claims }, { data }) => ({
      claims: new Map(claims).set(data.claimId, data),
    }),
    QuotaUseReleased: ({ claims }, { data }) => ({
      claims: new Map([...claims].filter(([id]) => id !== data.claimId)),
    }),
  },
  decide: {
    ClaimUse: (state, { claim, customerId, serviceId, lookedUp, ended, ...rest }) => {
      const refusal = overClaimed(state, { claim, serviceId, lookedUp, ...rest });
      if (refusal) throw refusal;
      return [
        ...ended
          .filter((id) => state.claims.has(id))
          .map((claimId): QuotaEvent => ({
            type: 'QuotaUseReleased',
            data: { claimId, reason: 'ended' },
          })),
        { type: 'QuotaUseClaimed', data: { ...claim, customerId, serviceId } },
      ];
    },
    ReleaseUse: (state, { claimId }) =>
      state.claims.has(claimId)
        ? [{ type: 'QuotaUseReleased', data: { claimId, reason: 'refused' } }]
        : [],
  },
};

/** Judges a claim with the claims made since they were looked up; other places of an appointment that is moved are given up for it. */
function overClaimed(
  { claims }: QuotaState,
  {
    claim,
    serviceId,
    quota,
    field,
    lookedUp,
    counted,
  }: Pick<
    QuotaCommand & { type: 'ClaimUse' },
    'claim' | 'serviceId' | 'quota' | 'field' | 'lookedUp' | 'counted'
  >,
): Refusal | undefined {
  const known = new Set(lookedUp);
  const open = [...claims.values()].filter(
    ({ claimId, commandId, appointmentId }) =>
      !known.has(claimId) &&
      commandId !== claim.commandId &&
      (appointmentId === undefined || appointmentId !== claim.appointmentId),
  );
  const uses = [
    ...counted.map(({ date }) => date),
    ...open.flatMap(({ date, uses: n }) => Array.from({ length: n }, () => date)),
  ];
  return quotaRefusal(serviceId, quota, uses, claim.date, claim.uses, field);
}
