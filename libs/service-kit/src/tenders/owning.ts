import { visitEvents, type VisitSettled, type VisitVoided } from '@chignon/contracts';
import {
  runEach,
  effect,
  type Effect,
  type EffectCause,
  type Job,
  type SettledMovement,
  type TenderOwner,
  type Tools,
} from '@chignon/eventing';
import { GRACE_MS } from './reserve.js';

/** `<context>.apply-tenders`: hears settlements, refunds, corrections and voids, and lets each owner apply what is said of its reservations. */
export function appliesTenders(context: string, owners: readonly TenderOwner[]): Effect {
  const apply = async (
    { reserved = [], storeId, visitId }: VisitSettled | VisitVoided,
    { settlement, settledAt }: Pick<SettledMovement, 'settlement' | 'settledAt'>,
    tools: Tools,
    cause: EffectCause,
  ): Promise<void> => {
    for (const part of reserved) {
      const owner =
        part.owner === context ? owners.find(({ kind }) => kind === part.kind) : undefined;
      // Once for each reservation and settlement, whichever message tells of it.
      const what = `${part.reservationId}|${visitId}|${settlement}`;
      await owner?.apply(
        tools,
        { ...part, storeId, visitId, settlement, settledAt },
        cause.once(what, { storeId, input: what }),
      );
    }
  };
  return effect([visitEvents], {
    name: `${context}.apply-tenders`,
    on: {
      VisitSettled: ({ data }, tools, cause) =>
        apply(
          data,
          { settlement: String(data.settlementNo), settledAt: data.settledAt },
          tools,
          cause,
        ),
      VisitVoided: ({ data }, tools, cause) =>
        apply(data, { settlement: 'void', settledAt: data.voidedAt }, tools, cause),
    },
  });
}

/** `<context>.release-tenders`, every minute: reservations that no settlement took in time, and a grace, are the account's again. */
export const releasesTenders = (context: string, owners: readonly TenderOwner[]): Job => ({
  name: `${context}.release-tenders`,
  everyMs: 60_000,
  run: async (tools, cause) => {
    const before = new Date(Date.parse(tools.facts.now()) - GRACE_MS).toISOString();
    for (const owner of owners)
      await runEach(owner.overdue(tools, before), async (reservation) => {
        const what = `${owner.kind}|${reservation.id}`;
        await owner.release(tools, reservation, 'expired', cause(what, { input: what }));
      });
  },
});
