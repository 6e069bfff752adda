import fc from 'fast-check';
import { type Dispatch, type DomainEvent, type Ledger, Refusal } from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import { inStockMilli } from '../products/units.js';
import { Boxes, DAYS, TODAY } from '../stock/ledger/boxes.testing.js';
import { unitsOf, unnamedOf } from '../stock/ledger/lots.js';
import { retail } from '../stock/ledger/shelf.testing.js';
import { stockKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import type { Stock } from '../stock/ledger/stock.js';
import { transfers } from './transfer-ledger.js';
import type { Transfer } from './transfer.js';
import { parcels, transferGoods } from './transfers.reactions.js';

/* Two shelves and what travels between them, against naive boxes of both and of each parcel. */

const SKU = 'BOTTLE';
const STORES = ['harbour', 'town'] as const;
type Store = (typeof STORES)[number];
const minute = (n: number): string => new Date(Date.UTC(2026, 5, 1, 8) + n * 60_000).toISOString();

const pieces = fc.integer({ min: 1, max: 4 });
const store = fc.constantFrom(...STORES);
const which = fc.nat(5);
const step = fc.oneof(
  fc.record({
    do: fc.constant('receive' as const),
    store,
    lot: fc.constantFrom('', 'a', 'b', 'c'),
    pieces,
  }),
  fc.record({ do: fc.constant('sell' as const), store, pieces }),
  fc.record({ do: fc.constant('count' as const), store, found: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ do: fc.constant('send' as const), store, pieces, late: fc.nat(20) }),
  fc.record({
    do: fc.constant('arrive' as const),
    which,
    late: fc.nat(20),
    // What is found of the first, second, … lot of the parcel is so much more or less; nothing: as it was sent.
    off: fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 4 }),
  }),
  fc.record({ do: fc.constant('call-back' as const), which, late: fc.nat(20) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Trip {
  state: Transfer;
  readonly from: Store;
  readonly to: Store;
  /** Naive: what is in the parcel. Absent: it is over. */
  parcel: readonly (readonly [string, number])[] | undefined;
}

/** The chain: its real ledgers, and what a child would keep beside them. */
class Chain {
  readonly shelves = new Map<string, Stock>(
    STORES.map((one) => [stockKey(one, SKU), stock.initial(stockKey(one, SKU))]),
  );
  readonly boxes = { harbour: new Boxes(), town: new Boxes() };
  readonly trips: Trip[] = [];
  lost = 0;
  naivelyLost = 0;

  /** Decides, follows with what reacts, and answers false for a refusal. */
  ask(ledger: 'stock' | 'transfer', key: string, command: object, at: string): boolean {
    const of: Ledger<any, any, any> = ledger === 'stock' ? stock : transfers;
    const trip = this.trips.find(({ state }) => state.transferId === key);
    const before = ledger === 'stock' ? this.shelves.get(key) : trip!.state;
    const { type } = command as { type: string };
    let events: readonly DomainEvent[];
    try {
      events = of.decide[type]!(before, command, fixedFacts(at));
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
    const after = events.reduce((s, event) => of.evolve[event.type]!(s, event as never), before);
    if (ledger === 'stock') this.shelves.set(key, after as Stock);
    else trip!.state = after as Transfer;
    const hears = ledger === 'stock' ? parcels : transferGoods;
    for (const event of events)
      for (const next of hears.on[event.type]?.({
        ...event,
        stream: `${ledger}-${key}`,
      } as never) ?? [])
        this.follow(next, at);
    return true;
  }

  private follow({ ledger, key, command, onRefused }: Dispatch, at: string): void {
    const done = this.ask(ledger.category as 'stock', key, command, at);
    if (done) return;
    for (const next of onRefused?.(new Refusal('refused', 'no', 'no')) ?? []) this.follow(next, at);
  }

  shown(one: Store): { [lot: string]: number } {
    const state = this.shelves.get(stockKey(one, SKU))!;
    const lots = state.lots.map(
      ({ lotId, onHand }) => [lotId, inStockMilli(onHand, unitsOf(state))] as const,
    );
    return Object.fromEntries(
      [...lots, ['', inStockMilli(unnamedOf(state), unitsOf(state))] as const].filter(
        ([, n]) => n !== 0,
      ),
    );
  }

  naive(one: Store): { [lot: string]: number } {
    return Object.fromEntries(
      [...this.boxes[one].boxes].flatMap(([lot, n]) => (n === 0 ? [] : [[lot, n * 1_000]])),
    );
  }

  /** Goods move in the naive boxes, and stay as they were counted where they were counted later. */
  private put(one: Store, parts: readonly (readonly [string, number])[], at: string): void {
    this.boxes[one].stay([{ at, parts: this.boxes[one].put(parts) }]);
  }

  play(wish: Step, i: number, now: number): void {
    const at = minute(now);
    switch (wish.do) {
      case 'receive': {
        const lot = wish.lot === '' ? `own-${i}` : wish.lot;
        const last = DAYS[wish.lot];
        const goods = { product: retail, quantityMilli: wish.pieces * 1_000, lotId: lot };
        const day = last === undefined || wish.lot === '' ? {} : { expiresOn: last };
        this.ask(
          'stock',
          stockKey(wish.store, SKU),
          { type: 'ReceiveStock', ...goods, ...day },
          at,
        );
        this.boxes[wish.store].put([[lot, wish.pieces]]);
        return;
      }
      case 'sell': {
        const sale = { product: retail, movement: 'sale', unit: 'piece', reason: 'sold' };
        const much = { quantityMilli: wish.pieces * 1_000, localDate: TODAY };
        const key = stockKey(wish.store, SKU);
        const done = this.ask('stock', key, { type: 'IssueStock', ...sale, ...much }, at);
        expect(done).toBe(this.boxes[wish.store].good() >= wish.pieces);
        if (done) this.boxes[wish.store].take(wish.pieces);
        return;
      }
      case 'count': {
        const found = { countedMilli: wish.found * 1_000, reason: 'count', product: retail };
        this.ask('stock', stockKey(wish.store, SKU), { type: 'CountStock', ...found }, at);
        this.boxes[wish.store].count(wish.found, at);
        return;
      }
      case 'send':
        return this.send(wish.store, wish.pieces, minute(now - wish.late), i);
      case 'arrive':
      case 'call-back': {
        const trip = this.trips[wish.which];
        if (!trip) return;
        const then = minute(now - wish.late);
        if (wish.do === 'arrive') this.arrive(trip, wish.off, then);
        else this.callBack(trip, then);
      }
    }
  }

  private send(from: Store, n: number, at: string, i: number): void {
    const to = from === 'harbour' ? 'town' : 'harbour';
    const id = `t${i}`;
    const trip: Trip = { state: transfers.initial(id), from, to, parcel: undefined };
    this.trips.push(trip);
    const line = { sku: SKU, quantityMilli: n * 1_000 };
    const asks = { fromStoreId: from, toStoreId: to, lines: [line], by: 'kim' };
    this.ask('transfer', id, { type: 'RequestTransfer', ...asks }, at);
    this.ask('transfer', id, { type: 'ApproveTransfer', by: 'kim' }, at);
    const lines = [{ ...line, product: retail }];
    this.ask('transfer', id, { type: 'SendTransfer', lines, localDate: TODAY, by: 'kim' }, at);
    const boxes = this.boxes[from];
    if (boxes.good() < n) {
      trip.parcel = [];
      return;
    }
    const taken = boxes.take(n);
    boxes.stay([{ at, parts: taken }]);
    trip.parcel = taken.map(([lot, out]) => [lot, -out] as const).filter(([, out]) => out !== 0);
  }

  private arrive(trip: Trip, off: readonly number[], at: string): void {
    const sent = trip.parcel ?? [];
    const found = sent.map(([lot, n], j) => [lot, Math.max(0, n + (off[j] ?? 0))] as const);
    const lots = found.map(([lot, n]) => ({
      ...(lot === '' ? {} : { lotId: lot }),
      receivedMilli: n * 1_000,
    }));
    const same = off.length === 0;
    const said = same ? {} : { lots, reason: 'mistake' };
    const about = { sku: SKU, product: retail, unitCents: 100, currency: 'USD', ...said };
    const done = this.ask(
      'transfer',
      trip.state.transferId,
      { type: 'ReceiveTransfer', lines: [about], localDate: TODAY, senderDate: TODAY, by: 'lee' },
      at,
    );
    expect(done).toBe(trip.parcel !== undefined);
    if (!done) return;
    trip.parcel = undefined;
    const came = same ? sent : found;
    this.put(trip.to, came, at);
    const over = came
      .map(([lot, n], j) => [lot, n - sent[j]![1]] as const)
      .filter(([, n]) => n > 0);
    let more = over.reduce((sum, [, n]) => sum + n, 0);
    // Lots of which nothing came are looked at last.
    const short = [...came.keys()]
      .sort((x, y) => Number(came[x]![1] === 0) - Number(came[y]![1] === 0))
      .map((j) => [came[j]![0], sent[j]![1] - came[j]![1]] as const);
    const back = short.flatMap(([lot, missing]) => {
      const given = Math.min(Math.max(0, missing), more);
      more -= given;
      this.naivelyLost += Math.max(0, missing) - given;
      return given > 0 ? [[lot, given] as const] : [];
    });
    if (over.length > 0)
      this.put(trip.from, [...over.map(([lot, n]) => [lot, -n] as const), ...back], at);
    this.lost += trip.state.received.reduce((sum, { lostMilli }) => sum + lostMilli, 0);
  }

  private callBack(trip: Trip, at: string): void {
    const cancel = { type: 'CancelTransfer', storeId: trip.from, reason: 'mistake', by: 'kim' };
    this.ask('transfer', trip.state.transferId, cancel, at);
    if (trip.parcel) this.put(trip.from, trip.parcel, at);
    trip.parcel = undefined;
  }
}

const runs = Number(process.env['CHIGNON_RUNS'] ?? 300);

describe('IN-12, R-IN-08, I7 two shelves and their transfers against naive boxes', () => {
  it('hold the same in each lot, on the shelves and on the way, and lose the same, whatever arrives and however late it is heard', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat(30)), { maxLength: 30 }), (story) => {
        const chain = new Chain();
        let now = 60;
        story.forEach(([wish, passed], i) => {
          now += 1 + passed;
          chain.play(wish, i, now);
          for (const one of STORES)
            expect([i, wish.do, one, chain.shown(one)]).toEqual([
              i,
              wish.do,
              one,
              chain.naive(one),
            ]);
          expect(chain.lost).toBe(chain.naivelyLost * 1_000);
          for (const { state, parcel } of chain.trips)
            if (state.status === 'sent')
              expect(
                (state.parcels.get(SKU)?.lots ?? []).map((lot) => [
                  lot.lotId ?? '',
                  lot.quantityMilli,
                ]),
              ).toEqual(parcel!.map(([lot, n]) => [lot, n * 1_000]));
        });
      }),
      { numRuns: runs },
    );
  });
});
