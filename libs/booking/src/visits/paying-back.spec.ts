import fc from 'fast-check';
import type { Refusal } from '@chignon/eventing';
import { type TenderMovement } from '@chignon/eventing';
import { checkNamed, givenBackParts, payBackOf, type PayBackTender } from './paying-back.js';
import type { Settlement, Tender } from './visit.js';

const part = (reservationId: string, kind: string, cents: number): TenderMovement => ({
  reservationId,
  owner: 'purse',
  kind,
  use: 'tender',
  account: `of ${reservationId}`,
  cents,
  currency: 'EUR',
});
const settlement = (
  tenders: readonly Tender[],
  reserved: readonly TenderMovement[] = [],
): Settlement => ({
  facts: { visitId: 'v1', storeId: 's1', zone: 'Europe/Berlin', businessDate: '2031-03-03' },
  settlementNo: 1,
  billId: 'v1',
  settledAt: '2031-03-03T10:00:00.000Z',
  currency: 'EUR',
  lines: [],
  taxes: [],
  tenders,
  netCents: 0,
  taxCents: 0,
  imported: false,
  reserved,
});
const code = (act: () => void): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as Refusal).code;
  }
};

const bill = settlement(
  [
    { kind: 'cash', cents: 1000 },
    { kind: 'gift-card', cents: 3000 },
    { kind: 'gift-card', cents: 2000 },
    { kind: 'card', cents: 500 },
    { kind: 'transfer', cents: 700 },
  ],
  [part('r1', 'gift-card', 3000), part('r2', 'gift-card', 2000)],
);

describe('R-VS-03 money that goes back', () => {
  it.each([
    [0, []],
    [4000, [['gift-card', -4000]]],
    [
      5600,
      [
        ['gift-card', -5000],
        ['transfer', -600],
      ],
    ],
    [
      7000,
      [
        ['gift-card', -5000],
        ['transfer', -700],
        ['card', -500],
        ['cash', -800],
      ],
    ],
  ])('of %i, where nobody says how, goes to owners first and in cash last', (cents, expected) =>
    expect(payBackOf([bill], cents).map((one) => [one.kind, one.cents])).toEqual(expected),
  );

  it('goes to the reservation that is named, and no further than what is left of it', () => {
    const named = (reservationId: string, cents: number, kind = 'gift-card'): PayBackTender => ({
      kind,
      cents,
      reservationId,
    });
    expect(code(() => checkNamed([named('r1', -3000)], [bill]))).toBeUndefined();
    expect(code(() => checkNamed([named('r1', -3001)], [bill]))).toBe('refund-exceeds-reservation');
    expect(code(() => checkNamed([named('r1', -2000), named('r1', -1001)], [bill]))).toBe(
      'refund-exceeds-reservation',
    );
    expect(code(() => checkNamed([named('r3', -1)], [bill]))).toBe('reservation-not-found');
    expect(code(() => checkNamed([named('r1', -1, 'card')], [bill]))).toBe('reservation-not-found');
    const back = givenBackParts(
      [bill],
      [named('r1', -1000), { kind: 'gift-card', cents: -2500 }],
      [],
    );
    expect(back.reserved).toEqual([part('r2', 'gift-card', -2000), part('r1', 'gift-card', -1500)]);
    const second = [bill, settlement([{ kind: 'gift-card', cents: -3500 }], back.reserved)];
    expect(code(() => checkNamed([named('r2', -1)], second))).toBe('refund-exceeds-reservation');
    expect(code(() => checkNamed([named('r1', -1500)], second))).toBeUndefined();
  });

  it('never comes to more than a reservation gave, in whatever parts, named or not', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 }),
        fc.array(
          fc.record({ which: fc.option(fc.nat(3)), cents: fc.integer({ min: 1, max: 2500 }) }),
          { maxLength: 12 },
        ),
        (paid, refunds) => {
          const first = settlement(
            paid.map((cents) => ({ kind: 'gift-card', cents })),
            paid.map((cents, i) => part(`r${i}`, 'gift-card', cents)),
          );
          const all = [first];
          let left = paid.reduce((sum, cents) => sum + cents, 0);
          for (const { which, cents } of refunds) {
            const tender: PayBackTender = {
              kind: 'gift-card',
              cents: -cents,
              ...(which === null ? {} : { reservationId: `r${which % paid.length}` }),
            };
            if (cents > left || code(() => checkNamed([tender], all))) {
              refused++;
              continue;
            }
            const { reserved = [] } = givenBackParts(all, [tender], []);
            expect(reserved.reduce((sum, one) => sum + one.cents, 0)).toBe(-cents);
            expect(new Set(reserved.map((one) => one.reservationId)).size).toBe(reserved.length);
            left -= cents;
            all.push(settlement([{ kind: 'gift-card', cents: -cents }], reserved));
          }
          paid.forEach((cents, i) => {
            const back = all
              .slice(1)
              .flatMap(({ reserved = [] }) => reserved)
              .filter(({ reservationId }) => reservationId === `r${i}`)
              .reduce((sum, one) => sum - one.cents, 0);
            expect(back).toBeLessThanOrEqual(cents);
          });
        },
      ),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(0);
  });
});
