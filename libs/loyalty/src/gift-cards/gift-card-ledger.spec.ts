import { belowLaw, monthsAt } from './expiry-law.js';
import {
  GiftCardOfTests,
  move,
  refund,
  release,
  reserve,
  RIGHT,
  sell,
} from './gift-card.testing.js';

let card: GiftCardOfTests;
beforeEach(() => {
  card = new GiftCardOfTests();
});

describe('S3, S4 what a card pays', () => {
  it('S4: to the last cent, in parts; a second bill of more is refused and told what there is', () => {
    card.do(sell(50_00));
    card.do(reserve(49_99, 'a'));
    card.do(move(49_99, 'a'));
    expect(card.standing()).toMatchObject({ availableCents: 1, takenCents: 49_99, owedCents: 0 });
    expect(() => card.do(reserve(2, 'b'))).toThrow(
      expect.objectContaining({
        code: 'tender-insufficient',
        detail: expect.objectContaining({ availableCents: 1 }),
      }),
    );
    card.do(reserve(1, 'c'));
    expect(card.standing()).toMatchObject({ availableCents: 0, heldCents: 1 });
  });

  it('S3: an empty card pays nothing; what is refunded to it may be spent, and no more', () => {
    card.do(sell(50_00));
    card.do(reserve(50_00, 'a'));
    card.do(move(50_00, 'a'));
    expect(card.refusal(reserve(1, 'b'))).toBe('tender-insufficient');
    card.do(move(-20_00, 'a', '2'));
    expect(card.standing().availableCents).toBe(20_00);
    expect(card.refusal(reserve(30_00, 'c'))).toBe('tender-insufficient');
  });

  it('S6: a reservation that ends is back, once; a settlement in time that is heard later is honoured, if need be as a debt', () => {
    card.do(sell(50_00));
    card.do(reserve(30_00, 'a'));
    card.do(release('a'));
    expect(card.do(release('a'))).toEqual([]);
    card.do(reserve(50_00, 'b'));
    card.do(move(50_00, 'b'));
    card.do(move(30_00, 'a'));
    expect(card.standing()).toMatchObject({ availableCents: 0, owedCents: 30_00 });
  });

  it('S9: of another currency it pays nothing', () => {
    card.do(sell(50_00));
    expect(card.refusal(reserve(1, 'a', 'CNY'))).toBe('gift-card-currency');
  });
});

describe('R-CP-09 who may spend it', () => {
  const wrong = { type: 'TryCode', secretHash: 'wrong' } as const;

  it('after five wrong codes in an hour it answers nobody, for the rest of that hour', () => {
    card.do(sell(50_00));
    for (let i = 0; i < 5; i++) {
      card.facts.set(`2026-11-05T10:0${i}:00.000Z`);
      expect(card.do(wrong)).toMatchObject([{ type: 'CodeMistaken' }]);
    }
    expect(card.refusal({ type: 'TryCode', secretHash: RIGHT })).toBe('gift-card-attempts');
    expect(card.refusal(wrong)).toBe('gift-card-attempts');
    card.facts.set('2026-11-05T11:00:00.000Z');
    expect(card.refusal({ type: 'TryCode', secretHash: RIGHT })).toBe('none');
    card.do(wrong);
    expect(card.refusal(wrong)).toBe('gift-card-attempts');
    card.do({ type: 'UnlockGiftCard' });
    expect(card.refusal({ type: 'TryCode', secretHash: RIGHT })).toBe('none');
  });

  it('a lost card is locked: what a bill keeps is honoured, nothing more is kept; a new code opens it, the old one no more', () => {
    card.do(sell(50_00));
    card.do(reserve(20_00, 'a'));
    card.do({ type: 'LockGiftCard' });
    expect(card.do({ type: 'LockGiftCard' })).toEqual([]);
    expect(card.refusal(reserve(1, 'b'))).toBe('gift-card-locked');
    card.do(move(20_00, 'a'));
    expect(card.standing()).toMatchObject({
      status: 'locked',
      availableCents: 0,
      takenCents: 20_00,
    });
    card.do({ type: 'ReplaceCode', secretHash: 'new' });
    expect(card.do({ type: 'TryCode', secretHash: RIGHT })).toMatchObject([
      { type: 'CodeMistaken' },
    ]);
    expect(card.do({ type: 'TryCode', secretHash: 'new' })).toEqual([]);
    expect(card.standing()).toMatchObject({ status: 'open', availableCents: 30_00 });
  });
});

describe('the end of a card', () => {
  const END = '2029-11-05T23:00:00.000Z';
  const paid = (cents: number) => {
    card.do(sell(50_00, END));
    card.do(reserve(cents, 'a'));
    card.do(move(cents, 'a'));
  };

  it('what is left is over at its end, whoever wrote it down and how often', () => {
    paid(20_00);
    expect(card.standing('2029-11-05T22:59:59.999Z').availableCents).toBe(30_00);
    expect(card.standing(END)).toMatchObject({
      status: 'expired',
      availableCents: 0,
      expiredCents: 30_00,
    });
    card.facts.set('2029-12-01T00:00:00.000Z');
    const asOf = card.facts.now();
    expect(card.do({ type: 'ExpireGiftCard', asOf })).toMatchObject([
      { data: { cents: 30_00, totalCents: 30_00, expiredAt: END }, effectiveAt: END },
    ]);
    expect(card.do({ type: 'ExpireGiftCard', asOf })).toEqual([]);
    expect(card.refusal(reserve(1, 'b'))).toBe('tender-insufficient');
    expect(card.refusal(refund)).toBe('gift-card-used');
  });

  it('what a refund brings back after it lives for thirty days more, to the end of the day; what was over stays over', () => {
    paid(20_00);
    card.facts.set('2029-12-01T09:00:00.000Z');
    card.do(move(-5_00, 'a', '2'));
    expect(card.standing()).toMatchObject({ availableCents: 5_00, expiredCents: 30_00 });
    expect(card.state.expiresAt).toBe('2029-12-31T23:00:00.000Z');
    card.facts.set('2030-01-01T00:00:00.000Z');
    card.do({ type: 'ExpireGiftCard', asOf: card.facts.now() });
    expect(card.standing()).toMatchObject({ availableCents: 0, expiredCents: 35_00 });
  });

  it('a settlement in time that is heard after it makes less over', () => {
    card.do(sell(50_00, END));
    card.do(reserve(20_00, 'a'));
    card.do(release('a'));
    card.facts.set('2029-12-01T09:00:00.000Z');
    card.do({ type: 'ExpireGiftCard', asOf: card.facts.now() });
    expect(card.do(move(20_00, 'a')).at(-1)).toMatchObject({
      type: 'GiftCardExpired',
      data: { cents: -20_00, totalCents: 30_00 },
    });
    expect(card.standing()).toMatchObject({ expiredCents: 30_00, owedCents: 0 });
  });

  it.each([
    [{ country: 'US', storeIds: ['a'], months: 59 }, 'at least 60, by the law of US'],
    [{ country: 'US', storeIds: ['a'], months: 60 }, undefined],
    [{ country: 'CA', storeIds: ['a'], months: 600 }, 'no end: the law of CA allows none'],
    [{ country: 'CA', storeIds: ['a'] }, undefined],
    [{ country: 'FR', storeIds: ['a'], months: 12 }, undefined],
  ])('the law: %j is %s', (rule, said) => expect(belowLaw(rule)).toBe(said));

  it('cards of a store that no country names never end', () => {
    const rules = { countries: [{ country: 'US', storeIds: ['a'], months: 60 }], limits: [] };
    expect([monthsAt(rules, 'a'), monthsAt(rules, 'b')]).toEqual([60, undefined]);
  });
});

describe('refund of a sale', () => {
  it('while no bill has anything of it: all of it, once', () => {
    card.do(sell(50_00));
    card.do(reserve(20_00, 'a'));
    expect(card.refusal(refund)).toBe('gift-card-used');
    card.do(release('a'));
    expect(card.do(refund)).toMatchObject([{ data: { cents: 50_00, storeId: 's2' } }]);
    expect(card.refusal(refund)).toBe('gift-card-refunded');
    expect(card.standing()).toMatchObject({ status: 'refunded', availableCents: 0 });
    expect(card.refusal(reserve(1, 'b'))).toBe('tender-insufficient');
    expect(card.refusal({ type: 'ReplaceCode', secretHash: 'new' })).toBe('gift-card-refunded');
    // In time, heard after: what it took was paid out.
    card.do(move(20_00, 'a'));
    expect(card.standing().owedCents).toBe(20_00);
  });
});
