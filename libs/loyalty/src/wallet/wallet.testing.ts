import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { optional, type Reservation } from '@chignon/eventing';
import type { TopUpTerms } from './top-up-terms.js';
import { standingAt } from './tranche.js';
import { type TopUp, type WalletCommand, type WalletEvent, wallets } from './wallet-ledger.js';

/** When specs begin. */
export const NOW = '2026-11-05T10:00:00.000Z';
export const KEY = 'c1.CNY';

/** A wallet whose clock a spec moves. */
export class WalletOfTests {
  readonly events: WalletEvent[] = [];
  readonly facts = fixedFacts(NOW);

  do(command: WalletCommand): WalletEvent[] {
    const made = given(wallets, KEY, this.events)
      .when(command, this.facts)
      .events() as WalletEvent[];
    this.events.push(...made);
    return made;
  }
  /** The code of the refusal. */
  refusal(command: WalletCommand): string {
    try {
      this.do(command);
    } catch (error) {
      return (error as { code: string }).code;
    }
    return 'none';
  }
  get state() {
    return stateAfter(wallets, KEY, this.events);
  }
  standing = (at = this.facts.now()) => standingAt(this.state, at);
  /** Principal and bonus that are left. */
  left = (at?: string): [number, number] => {
    const { principalCents, bonusCents } = this.standing(at);
    return [principalCents, bonusCents];
  };
  trancheId = (at = 0): string => this.state.tranches[at]!.trancheId;
  /** Reserved and settled. */
  pay(cents: number, id: string): void {
    this.do(reserve(cents, id));
    this.do(move(cents, id));
  }
}

export const terms = (
  principalCents: number,
  bonusCents: number,
  more: Partial<TopUpTerms> = {},
): TopUpTerms => ({
  termsId: 'gold',
  version: 1,
  currency: 'CNY',
  principalCents,
  bonusCents,
  spendPolicy: 'pro-rata',
  coolingOffDays: 7,
  gifts: [],
  giftsOnRefund: 'deducted',
  offered: true,
  ...more,
});

export const topUp = (of: TopUpTerms, more: Partial<TopUp> = {}): TopUp => ({
  type: 'TopUp',
  terms: of,
  storeId: 's1',
  tender: 'cash',
  coolingOffUntil: '2026-11-12T16:00:00.000Z',
  ...more,
});

export const reservationOf = (cents: number, id: string): Reservation => ({
  id,
  owner: 'loyalty',
  kind: 'stored-value',
  use: 'tender',
  account: KEY,
  cents,
  currency: 'CNY',
  purpose: { storeId: 's2', visitId: `v-${id}`, customerId: 'c1' },
  expiresAt: '2026-11-05T10:10:00.000Z',
});

export const reserve = (cents: number, id: string): WalletCommand => ({
  type: 'ReserveTender',
  reservation: reservationOf(cents, id),
});

/** A settlement of the visit; below 0: money goes back. `bonusCents`: of it, as bills say it; left out: as bills of older releases do not. */
export const move = (
  cents: number,
  id: string,
  settlement = '1',
  bonusCents?: number,
): WalletCommand => ({
  type: 'MoveTender',
  movement: {
    reservationId: id,
    owner: 'loyalty',
    kind: 'stored-value',
    use: 'tender',
    account: KEY,
    cents,
    ...optional({ bonusCents }),
    currency: 'CNY',
    storeId: 's2',
    visitId: `v-${id}`,
    settlement,
    settledAt: NOW,
  },
});

export const release = (id: string): WalletCommand => ({
  type: 'ReleaseTender',
  reservationId: id,
  because: 'expired',
});
