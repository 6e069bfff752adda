import { dayAhead } from '../../testing.http.js';
import {
  at,
  booking,
  bookings,
  line,
  openForAll,
  outcomes,
  visit,
  visits,
} from './imports.testing.http.js';

openForAll();

describe('F14, F17, K3: the future has not happened', () => {
  it('rejects visits that lie ahead or too far back, each by itself', async () => {
    const dates = [
      '2018-03-15',
      '2029-01-01',
      '2099-12-31',
      '1900-01-01',
      '2018-02-30',
      dayAhead(2),
    ];
    expect(
      outcomes(await visits(dates.map((businessDate, i) => visit(`f${i}`, { businessDate })))),
    ).toEqual([
      ['imported', undefined, undefined],
      ['rejected', 'date-in-future', 'businessDate'],
      ['rejected', 'date-in-future', 'businessDate'],
      ['rejected', 'date-too-early', 'businessDate'],
      ['rejected', 'date-invalid', 'businessDate'],
      ['rejected', 'date-in-future', 'businessDate'],
    ]);
  });
  it('and no-shows, cancellations made and appointments out of sight', async () => {
    const far = dayAhead(800);
    expect(
      outcomes(
        await bookings([
          booking('n1', { status: 'no-show' }),
          booking('n2', { date: '2018-03-14', status: 'cancelled', cancelledOn: dayAhead(2) }),
          booking('n3', { status: 'cancelled', cancelledOn: '2018-03-14' }),
          booking('n4', { date: far }),
          booking('n5', { date: '1900-01-01' }),
        ]),
      ),
    ).toEqual([
      ['rejected', 'date-in-future', 'date'],
      ['rejected', 'date-in-future', 'cancelledOn'],
      ['imported', undefined, undefined],
      ['rejected', 'date-in-future', 'date'],
      ['rejected', 'date-too-early', 'date'],
    ]);
  });
});

describe('K3: an import brings no money and no points from anybody', () => {
  it('points need the right to give them; what earns none does not', async () => {
    const manager = await at.as('store-manager');
    expect(
      outcomes(
        await visits([visit('m1'), visit('m2', { lines: [{ ...line, earning: false }] })], manager),
      ),
    ).toEqual([
      ['rejected', 'permission-missing', 'lines.0.earning'],
      ['imported', undefined, undefined],
    ]);
  });
  it("tenders are of the chain's kinds, or nobody knows, and all of one sign", async () => {
    const paid = (tenders: object[], i: number) => visit(`t${i}`, { tenders });
    expect(
      outcomes(
        await visits(
          [
            [{ kind: 'cash', cents: 8856 }],
            [{ kind: 'points', cents: 8856 }],
            [{ kind: 'deposit', cents: 8856 }],
            [
              { kind: 'cash', cents: 18_856 },
              { kind: 'card', cents: -10_000 },
            ],
            [{ kind: 'import', cents: 8856 }],
          ].map(paid),
        ),
      ),
    ).toEqual([
      ['imported', undefined, undefined],
      ['rejected', 'tender-unknown', 'tenders.0.kind'],
      ['rejected', 'tender-unknown', 'tenders.0.kind'],
      ['rejected', 'tender-sign', 'tenders.1.cents'],
      ['imported', undefined, undefined],
    ]);
  });
  it("of another system's bill never more goes back than was paid, by whichever kind", async () => {
    const used = {
      ...line,
      kind: 'adjustment',
      itemId: 'bundle',
      netCents: -4100,
      taxCents: -328,
      performers: [],
      earning: false,
    };
    const [{ visitId }] = await visits([
      visit('b1', { lines: [line, used], taxes: [{ code: 'VAT', cents: 328 }] }),
    ]);
    const back = (cents: number) =>
      at.post(`visits/${visitId}/refund`, {
        items: [{ lineId: 'l1', quantityMilli: 1000 }],
        tenders: [{ kind: 'cash', cents }],
        reason: 'returned',
      });
    expect((await back(-8856)).body).toMatchObject({
      code: 'tenders-do-not-sum',
      expected: '-4428',
    });
    expect((await back(-4428)).body).toMatchObject({
      status: 'corrected',
      bill: { netCents: 0, taxCents: 0 },
    });
    expect(
      (
        await at.post(`visits/${visitId}/refund`, {
          items: [{ lineId: 'l2', quantityMilli: 1000 }],
          tenders: [],
          reason: 'returned',
        })
      ).body.code,
    ).toBe('line-not-refundable');
  });
});

describe('import 2: imported coming appointments are worth what was agreed', () => {
  it("the file's price, else the catalogue's of the day; the store's policy", async () => {
    const [given, listed, past] = await bookings([
      booking('p1', { priceCents: 4500 }),
      booking('p2', { startMinute: 660 }),
      booking('p3', { date: '2018-03-14' }),
    ]);
    await at.put('services/cut', {
      name: 'cut',
      category: 'hair',
      serviceGroup: 'cut',
      phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
      priceCents: 9900,
    });
    const price = async ({ appointmentId }: any) =>
      (await at.get(`appointments/${appointmentId}`)).body.priceCents;
    expect([await price(given), await price(listed), await price(past)]).toEqual([4500, 6000, 0]);
    expect(
      (await at.get(`appointments/${listed.appointmentId}/cancellation-terms`)).body,
    ).toMatchObject({ policyId: 'default', currency: 'USD' });
    expect(outcomes(await bookings([booking('p2', { startMinute: 660 })]))).toEqual([
      ['already', undefined, undefined],
    ]);
  });
  it('nothing is worth nothing for want of a price', async () => {
    expect(
      outcomes(
        await bookings([
          booking('p4', { serviceId: 'unknown' }),
          booking('p5', { serviceId: 'unknown', priceCents: 100 }),
          booking('p6', { priceCents: 100, currency: 'EUR' }),
          booking('p7', { serviceId: 'unknown', date: '2018-03-14' }),
        ]),
      ),
    ).toEqual([
      ['rejected', 'service-unknown', 'serviceId'],
      ['imported', undefined, undefined],
      ['rejected', 'currency-differs', 'currency'],
      ['imported', undefined, undefined],
    ]);
  });
});
