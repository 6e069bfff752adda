import { streamName } from '@chignon/eventing';
import { dayAhead, type Salon, salon } from '../../testing.http.js';

let at: Salon;
beforeAll(async () => {
  at = await salon();
  await at.put('policies/default', {
    windows: [{ hoursBefore: 24, kind: 'percent', percent: 50 }],
  });
}, 60_000);
afterAll(() => at.close());

const line = {
  kind: 'service',
  itemId: 'cut',
  serviceGroup: 'cut',
  quantityMilli: 1000,
  netCents: 8200,
  taxCents: 656,
  performers: [{ staffId: 'JJ', sharePercent: 100 }],
  earning: true,
};
const visit = (externalId: string, more: object = {}) => ({
  externalId,
  billId: 'r10',
  businessDate: '2018-03-15',
  lines: [line],
  taxes: [{ code: 'VAT', cents: 656 }],
  ...more,
});
const visits = async (items: object[], who?: Record<string, string>) =>
  (await at.post('imports/visits', { storeId: 'soho', items }, who)).body.results;
const booking = (externalId: string, more: object = {}) => ({
  externalId,
  staffId: 'anna',
  serviceId: 'cut',
  serviceGroup: 'cut',
  date: dayAhead(3),
  startMinute: 600,
  minutes: 30,
  status: 'booked',
  ...more,
});
const bookings = async (items: object[]) =>
  (await at.post('imports/appointments', { storeId: 'soho', items })).body.results;
const outcomes = (results: any[]) =>
  results.map(({ outcome, code, field }) => [outcome, code, field]);

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

describe('R-PR-01, K10: what another system calls its people and things', () => {
  const named = (externalId: string) =>
    visit(externalId, {
      billId: externalId,
      lines: [
        {
          ...line,
          performers: [
            { staffId: 'anna', sharePercent: 50 },
            { staffId: 'Maya.Lind', sharePercent: 50 },
          ],
        },
        { ...line, itemId: 'Cut-for-Erin', serviceGroup: 'Erins' },
        { ...line, serviceGroup: 'Haare' },
        { ...line, kind: 'product', itemId: 'Oil.Doe', serviceGroup: undefined, performers: [] },
        {
          ...line,
          kind: 'adjustment',
          itemId: 'tip',
          serviceGroup: undefined,
          netCents: 100,
          taxCents: 0,
          performers: [],
          earning: false,
        },
      ],
      taxes: [{ code: 'Tax.of.Jo', cents: 4 * 656 }],
    });
  it('keeps ids that the chain knows; anything else has an id that stands for it, the same each time, and its words in a document', async () => {
    const { results, unknownCodes } = (
      await at.post('imports/visits', { storeId: 'soho', items: [named('w1'), named('w2')] })
    ).body;
    expect(unknownCodes.map(({ kind, code }: any) => [kind, code])).toEqual([
      ['staff', 'Maya.Lind'],
      ['staff', 'JJ'],
      ['service', 'Cut-for-Erin'],
      ['product', 'Oil.Doe'],
      ['service-group', 'Erins'],
      ['tax', 'Tax.of.Jo'],
    ]);
    const [staff, , service, product, group, tax] = unknownCodes.map(
      ({ standsFor }: any) => standsFor,
    );
    for (const { visitId } of results) {
      const { lines, bill } = (await at.get(`visits/${visitId}`)).body;
      expect(lines.map(({ itemId, serviceGroup }: any) => [itemId, serviceGroup])).toEqual([
        ['cut', 'cut'],
        [service, group],
        ['cut', 'cut'],
        [product, undefined],
        ['tip', undefined],
      ]);
      expect(lines[0].performers.map(({ staffId }: any) => staffId)).toEqual(['anna', staff]);
      expect(bill).toMatchObject({
        netCents: 4 * 8200 + 100,
        taxCents: 4 * 656,
        taxes: [{ code: tax, cents: 4 * 656 }],
      });
    }
    const { unknownCodes: again } = (
      await at.post('imports/appointments', {
        storeId: 'soho',
        items: [
          booking('w3', {
            date: '2018-03-14',
            staffId: 'Maya.Lind',
            serviceId: 'Cut-for-Erin',
            serviceGroup: 'Erins',
          }),
        ],
      })
    ).body;
    expect(again.map(({ standsFor }: any) => standsFor)).toEqual([staff, service, group]);
    const events = await Promise.all(
      results.map(({ visitId }: any) =>
        at.platform.host.engines.streams.read(streamName('visit', visitId)),
      ),
    );
    expect(JSON.stringify(events)).toContain(staff);
    expect(JSON.stringify(events)).not.toMatch(/Maya|Erin|Oil\.Doe|Haare|Tax\.of/);
  });
  it('is there already when it comes again, also when the chain knows the code by then', async () => {
    await at.put('staff/Maya.Lind', { displayName: 'Maya', storeIds: ['soho'] });
    const { results, unknownCodes } = (
      await at.post('imports/visits', { storeId: 'soho', items: [named('w1')] })
    ).body;
    expect(results).toMatchObject([{ outcome: 'already' }]);
    expect(
      unknownCodes.filter(({ kind }: any) => kind === 'staff').map(({ code }: any) => code),
    ).toEqual(['JJ']);
  });
});

describe('import 3 and 7: what an earlier release brought is found again', () => {
  it('by the id that it had then; what is new stands under the new one alone', async () => {
    const [old] = await visits([visit('meiye.1001.13800138000')]);
    const again = { ...visit('meiye.1001.4f2a'), formerId: 'meiye.1001.13800138000' };
    expect(await visits([again])).toMatchObject([{ outcome: 'already', visitId: old.visitId }]);
    expect(outcomes(await visits([{ ...again, billId: 'other' }]))).toEqual([
      ['rejected', 'idempotency-key-reused', 'Idempotency-Key'],
    ]);
    const [fresh] = await visits([
      { ...visit('meiye.1002.4f2a'), formerId: 'meiye.1002.13800138001' },
    ]);
    expect(fresh).toMatchObject({
      outcome: 'imported',
      visitId: expect.not.stringContaining(old.visitId),
    });
    const [mine] = await bookings([booking('meiye.booking.13800138000', { startMinute: 720 })]);
    expect(
      await bookings([
        {
          ...booking('meiye.booking.4f2a', { startMinute: 720 }),
          formerId: 'meiye.booking.13800138000',
        },
      ]),
    ).toMatchObject([{ outcome: 'already', appointmentId: mine.appointmentId }]);
  });
});
