import { clientKey, idOf } from './names.js';
import fc from 'fast-check';
import { salonPos } from './salon-pos.mapping.js';
import { receiptLine, smallSalon } from './testing.js';
import { visitsOf } from './visits.js';
import type { ReceiptLine } from './rows.js';

const visits = (lines: readonly ReceiptLine[], hour?: number) =>
  visitsOf(
    salonPos,
    smallSalon(),
    lines,
    (code) => code,
    () => hour,
  );
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe('GW-16 receipts become visits', () => {
  it('makes one visit per receipt and client, and one bill of a shared receipt', () => {
    const {
      visits: made,
      receipts,
      shared,
    } = visits([
      receiptLine({}),
      receiptLine({ client: 'BERT01', staff: 'KELLY' }),
      receiptLine({ receipt: '2' }),
    ]);
    expect([receipts, shared]).toEqual([2, 1]);
    const key = (client: string) => clientKey('salon-pos', client);
    expect(
      made.map(({ externalId, formerId, billId, client }) => [
        externalId,
        formerId,
        billId,
        client,
      ]),
    ).toEqual([
      [`salon-pos.1.${key('ADAM01')}`, 'salon-pos.1.ADAM01', 'salon-pos.1', 'ADAM01'],
      [`salon-pos.1.${key('BERT01')}`, 'salon-pos.1.BERT01', 'salon-pos.1', 'BERT01'],
      [`salon-pos.2.${key('ADAM01')}`, 'salon-pos.2.ADAM01', 'salon-pos.2', 'ADAM01'],
    ]);
    expect(made[1]!.lines[0]!.performers).toEqual([{ staffId: 'KELLY', sharePercent: 100 }]);
  });

  it('leaves a walk-in anonymous and without an hour', () => {
    expect(visits([receiptLine({ client: 'WALK_IN' })], 15).visits[0]).not.toHaveProperty('client');
    expect(visits([receiptLine({ client: 'WALK_IN' })], 15).visits[0]).not.toHaveProperty(
      'localHour',
    );
    expect(visits([receiptLine({})], 15).visits[0]!.localHour).toBe(15);
  });

  it('rounds each tax once per receipt and gives the cents to the lines', () => {
    const { visits: made, taxes } = visits([
      receiptLine({ amountCents: 3123, taxes: [15_615, 24_984] }),
      receiptLine({ client: 'BERT01', amountCents: 2394, taxes: [11_970, 19_152] }),
    ]);
    expect(taxes).toEqual([
      { code: 'GST', exact: 27_585, cents: 276 },
      { code: 'PST', exact: 44_136, cents: 441 },
    ]);
    expect(made.map((visit) => visit.taxes)).toEqual([
      [
        { code: 'GST', cents: 156 },
        { code: 'PST', cents: 250 },
      ],
      [
        { code: 'GST', cents: 120 },
        { code: 'PST', cents: 191 },
      ],
    ]);
    expect(made[0]!.lines[0]!.taxCents).toBe(406);
  });

  it('loses no cent, whatever the receipt', () => {
    const line = fc.record({
      receipt: fc.constantFrom('1', '2'),
      client: fc.constantFrom('ADAM01', 'BERT01', 'WALK_IN'),
      amountCents: fc.integer({ min: -9000, max: 30_000 }),
      taxes: fc.tuple(
        fc.integer({ min: -50_000, max: 150_000 }),
        fc.integer({ min: -80_000, max: 240_000 }),
      ),
    });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (given) => {
        const { visits: made, taxes } = visits(given.map((one) => receiptLine(one)));
        expect(sum(made.flatMap((visit) => visit.lines.map((l) => l.netCents)))).toBe(
          sum(given.map((one) => one.amountCents)),
        );
        taxes.forEach(({ code, cents }) =>
          expect(
            sum(
              made.flatMap((visit) =>
                visit.taxes.filter((t) => t.code === code).map((t) => t.cents),
              ),
            ),
          ).toBe(cents),
        );
        for (const visit of made)
          expect(sum(visit.lines.map((l) => l.taxCents))).toBe(
            sum(visit.taxes.map((t) => t.cents)),
          );
      }),
    );
  });

  it('keeps negative lines: adjustments for what was used, returns for products', () => {
    const { visits: made, soldMilli } = visits([
      receiptLine({ description: 'Consultation', amountCents: -5000, taxes: [-25_000, -40_000] }),
      receiptLine({
        description: 'km night rider  100G',
        amountCents: -3200,
        taxes: [-16_000, -25_600],
      }),
      receiptLine({
        description: 'KM Night Rider 100g',
        quantityMilli: 3000,
        amountCents: 9600,
        taxes: [48_000, 76_800],
      }),
    ]);
    expect(
      made[0]!.lines.map(({ kind, itemId, quantityMilli, netCents, earning }) => [
        kind,
        itemId,
        quantityMilli,
        netCents,
        earning,
      ]),
    ).toEqual([
      ['adjustment', 'CON', 1000, -5000, false],
      ['product', 'KM-NR-100G', -1000, -3200, true],
      ['product', 'KM-NR-100G', 3000, 9600, true],
    ]);
    expect(soldMilli.get('KM-NR-100G')).toBe(2000);
  });

  it('R-LY-02 lets a bundle earn when it is used, not when it is sold', () => {
    expect(
      visits([receiptLine({ description: 'Blow dry bundle 5+1', amountCents: 25_000 })]).visits[0]!
        .lines[0],
    ).toMatchObject({
      kind: 'adjustment',
      itemId: idOf('salon-pos', 'service', 'SBD5+1'),
      earning: false,
      netCents: 25_000,
    });
  });

  it('takes an empty description for what the mapping says, and an unknown one for a service of its own', () => {
    const { visits: made, unknownDescriptions } = visits([
      receiptLine({ description: '' }),
      receiptLine({ description: 'Beard trim' }),
      receiptLine({ description: 'beard  TRIM' }),
    ]);
    expect(made[0]!.lines.map(({ kind, itemId }) => [kind, itemId])).toEqual([
      ['product', 'MISC'],
      ['service', 'X-BEARD-TRIM'],
      ['service', 'X-BEARD-TRIM'],
    ]);
    expect([...unknownDescriptions]).toEqual([['beard trim', 2]]);
  });
});
