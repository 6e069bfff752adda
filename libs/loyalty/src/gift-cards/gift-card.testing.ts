import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { giftCardAt, type GiftCardStanding } from './gift-card.js';
import { type GiftCardCommand, type GiftCardEvent, giftCards } from './gift-card-ledger.js';

/** When specs begin. */
export const NOW = '2026-11-05T10:00:00.000Z';
export const NUMBER = 'TESTCARD01';
/** Hash of the right secret. */
export const RIGHT = 'right';

/** A card whose clock a spec moves. */
export class GiftCardOfTests {
  readonly events: GiftCardEvent[] = [];
  readonly facts = fixedFacts(NOW);

  do(command: GiftCardCommand): GiftCardEvent[] {
    const made = given(giftCards, NUMBER, this.events)
      .when(command, this.facts)
      .events() as GiftCardEvent[];
    this.events.push(...made);
    return made;
  }
  /** The code of the refusal. */
  refusal(command: GiftCardCommand): string {
    try {
      this.do(command);
    } catch (error) {
      return (error as { code: string }).code;
    }
    return 'none';
  }
  get state() {
    return stateAfter(giftCards, NUMBER, this.events);
  }
  standing = (at = this.facts.now()): GiftCardStanding => giftCardAt(this.state, at);
}

export const sell = (cents: number, expiresAt?: string): GiftCardCommand => ({
  type: 'SellGiftCard',
  storeId: 's1',
  zone: 'Europe/Berlin',
  currency: 'EUR',
  cents,
  tender: 'cash',
  secretHash: RIGHT,
  ...(expiresAt === undefined ? {} : { expiresAt }),
});

export const reserve = (cents: number, id: string, currency = 'EUR'): GiftCardCommand => ({
  type: 'ReserveTender',
  reservation: {
    id,
    owner: 'loyalty',
    kind: 'gift-card',
    use: 'tender',
    account: NUMBER,
    cents,
    currency,
    purpose: { storeId: 's2', visitId: `v-${id}` },
    expiresAt: '2026-11-05T10:10:00.000Z',
  },
});

/** A settlement of the visit; below 0: money goes back. */
export const move = (cents: number, id: string, settlement = '1'): GiftCardCommand => ({
  type: 'MoveTender',
  movement: {
    reservationId: id,
    owner: 'loyalty',
    kind: 'gift-card',
    use: 'tender',
    account: NUMBER,
    cents,
    currency: 'EUR',
    storeId: 's2',
    visitId: `v-${id}`,
    settlement,
    settledAt: NOW,
  },
});

export const release = (id: string): GiftCardCommand => ({
  type: 'ReleaseTender',
  reservationId: id,
  because: 'expired',
});

export const refund: GiftCardCommand = { type: 'RefundGiftCard', storeId: 's2', tender: 'cash' };
