/** What is owed in money that was paid in: an item for each top-up with its principal and bonus, and one for each gift card. */
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { type GiftCardEvent, giftCards } from '../gift-cards/gift-card-ledger.js';
import type { TranchePart } from '../wallet/tranche.js';
import { holderOf, type WalletEvent, wallets } from '../wallet/wallet-ledger.js';
import {
  itemIndexes,
  type LiabilityItem,
  trueAt,
  withKept,
  withLines,
  withoutKept,
} from './item.js';

type Recorded<E extends { readonly type: string; readonly data: unknown }, T extends E['type']> =
  Extract<E, { type: T }> extends { readonly data: infer D } ? RecordedEvent<T, D> : never;

const trancheItem = (stream: string, trancheId: string): string => `${keyOf(stream)}|${trancheId}`;
/** What a settlement took by a reservation that was never made here. */
const unfoundedItem = (stream: string, reservationId: string): string =>
  `${keyOf(stream)}|~${reservationId}`;
const lessThanNothing = (cents: number): number => -Math.max(0, cents);

const partIds = (stream: string, parts: readonly TranchePart[]): string[] =>
  parts.map(({ trancheId }) => trancheItem(stream, trancheId));
const partOf = (stream: string, parts: readonly TranchePart[], id: string): TranchePart =>
  parts.find(({ trancheId }) => trancheItem(stream, trancheId) === id)!;

/** What a movement of no tranche leaves: owed by the customer. */
function unfounded(
  item: LiabilityItem | undefined,
  event: Recorded<WalletEvent, 'TenderMoved'>,
  id: string,
): LiabilityItem {
  const { cents, storeId, reservationId } = event.data;
  const before = item?.bills?.[0]?.cents ?? 0;
  const moved = withLines(
    item ?? {
      id,
      account: keyOf(event.stream),
      currency: holderOf(keyOf(event.stream)).currency,
      issuedAt: trueAt(event.meta),
      ends: [],
      lines: [],
    },
    event,
    [
      {
        kind: 'principal',
        flow: 'used',
        amount: lessThanNothing(before + cents) - lessThanNothing(before),
        storeId,
      },
    ],
  );
  return { ...moved, bills: [{ reservationId, cents: before + cents }] };
}

export const walletItems: View<LiabilityItem> = view([wallets], {
  name: 'loyalty.wallet-items',
  indexes: itemIndexes,
  guard: 'stream',
  on: {
    ToppedUp: folding(
      ({ stream, data }) => [trancheItem(stream, data.trancheId)],
      (_, event, id) => {
        const { stream, data, meta } = event;
        return withLines(
          {
            id,
            account: keyOf(stream),
            storeId: data.storeId,
            currency: holderOf(keyOf(stream)).currency,
            issuedAt: data.issuedAt,
            ends:
              data.bonusExpiresAt === undefined
                ? []
                : [{ expiresAt: data.bonusExpiresAt, recordedAt: meta.recordedAt }],
            lines: [],
          },
          event,
          [
            {
              kind: 'principal',
              flow: 'issued',
              amount: data.principalCents,
              storeId: data.storeId,
            },
            { kind: 'bonus', flow: 'issued', amount: data.bonusCents, storeId: data.storeId },
          ],
        );
      },
    ),
    TenderReserved: folding(
      ({ stream, data }) => partIds(stream, data.parts),
      (item, { stream, data: { reservation, parts }, meta }, id) =>
        item &&
        withKept(item, {
          reservationId: reservation.id,
          cents: partOf(stream, parts, id).bonusCents,
          since: meta.recordedAt,
        }),
    ),
    TenderReleased: folding(
      ({ stream, data: { parts = [] } }) => partIds(stream, parts),
      (item, { data: { reservationId }, meta }) =>
        item && withoutKept(item, reservationId, meta.recordedAt),
    ),
    TenderMoved: folding(
      ({ stream, data: { parts, reservationId } }) =>
        parts.length > 0 ? partIds(stream, parts) : [unfoundedItem(stream, reservationId)],
      (item, event, id) => {
        const { parts, reservationId, cents, storeId } = event.data;
        if (parts.length === 0) return unfounded(item, event, id);
        if (!item) return undefined;
        const { principalCents, bonusCents } = partOf(event.stream, parts, id);
        return withLines(
          cents > 0 ? withoutKept(item, reservationId, event.meta.recordedAt) : item,
          event,
          [
            { kind: 'principal', flow: 'used', amount: -principalCents, storeId },
            { kind: 'bonus', flow: 'used', amount: -bonusCents, storeId },
          ],
        );
      },
    ),
    BonusExpired: folding(
      ({ stream, data }) => [trancheItem(stream, data.trancheId)],
      (item, event) =>
        item &&
        withLines(item, event, [{ kind: 'bonus', flow: 'expired', amount: -event.data.cents }]),
    ),
    TrancheRefunded: folding(
      ({ stream, data }) => [trancheItem(stream, data.trancheId)],
      (item, event) => {
        const { principalCents, bonusCents, refundCents, storeId } = event.data;
        return (
          item &&
          withLines(item, event, [
            { kind: 'principal', flow: 'refunded', amount: -refundCents, storeId },
            {
              kind: 'principal',
              flow: 'forfeited',
              amount: refundCents - principalCents,
              storeId,
            },
            { kind: 'bonus', flow: 'forfeited', amount: -bonusCents, storeId },
          ])
        );
      },
    ),
  },
});

/** The card of an event; its ledger sells it first. */
const card = <T extends GiftCardEvent['type']>(
  change: (item: LiabilityItem, event: Recorded<GiftCardEvent, T>) => LiabilityItem,
) =>
  folding<LiabilityItem, Recorded<GiftCardEvent, T>>(
    ({ stream }) => [keyOf(stream)],
    (item, event) => item && change(item, event),
  );

export const giftCardItems: View<LiabilityItem> = view([giftCards], {
  name: 'loyalty.gift-card-items',
  indexes: itemIndexes,
  guard: 'stream',
  on: {
    GiftCardSold: folding(
      ({ stream }) => [keyOf(stream)],
      (_, event, id) => {
        const { stream, meta } = event;
        const { storeId, currency, cents, soldAt, expiresAt } = event.data;
        return withLines(
          {
            id,
            account: keyOf(stream),
            storeId,
            currency,
            issuedAt: soldAt,
            ends: expiresAt === undefined ? [] : [{ expiresAt, recordedAt: meta.recordedAt }],
            lines: [],
          },
          event,
          [{ kind: 'gift-card', flow: 'issued', amount: cents, storeId }],
        );
      },
    ),
    TenderReserved: card<'TenderReserved'>((item, { data: { reservation }, meta }) =>
      withKept(item, {
        reservationId: reservation.id,
        cents: reservation.cents,
        since: meta.recordedAt,
      }),
    ),
    TenderReleased: card<'TenderReleased'>((item, { data: { reservationId }, meta }) =>
      withoutKept(item, reservationId, meta.recordedAt),
    ),
    TenderMoved: card<'TenderMoved'>((item, event) => {
      const { reservationId, cents, currency, storeId } = event.data;
      // What a bill took in another currency is none of the card's money.
      if (currency !== item.currency) return item;
      const before = item.bills?.find((one) => one.reservationId === reservationId)?.cents ?? 0;
      return withLines(
        {
          ...(cents > 0 ? withoutKept(item, reservationId, event.meta.recordedAt) : item),
          bills: [
            ...(item.bills ?? []).filter((one) => one.reservationId !== reservationId),
            { reservationId, cents: before + cents },
          ],
        },
        event,
        [
          {
            kind: 'gift-card',
            flow: 'used',
            amount: lessThanNothing(before + cents) - lessThanNothing(before),
            storeId,
          },
        ],
      );
    }),
    GiftCardRefunded: card<'GiftCardRefunded'>((item, event) =>
      withLines(item, event, [
        {
          kind: 'gift-card',
          flow: 'refunded',
          amount: -event.data.cents,
          storeId: event.data.storeId,
        },
      ]),
    ),
    GiftCardExpired: card<'GiftCardExpired'>((item, event) =>
      withLines(item, event, [{ kind: 'gift-card', flow: 'expired', amount: -event.data.cents }]),
    ),
    GiftCardProlonged: card<'GiftCardProlonged'>((item, { data, meta }) => ({
      ...item,
      ends: [...item.ends, { expiresAt: data.expiresAt, recordedAt: meta.recordedAt }],
    })),
  },
});
