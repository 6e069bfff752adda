import { BooksOfTests, instant, period, rowsOf } from '../support/books.js';
import type { TillOfTests } from '../support/till.js';

/* Months of what a store owes, closed by finance (BY-04). */

let books: BooksOfTests;
let till: TillOfTests;
let customerId: string;
beforeAll(async () => {
  books = await BooksOfTests.open();
  ({ till, customerId } = books);
}, 60_000);
afterAll(() => books.close());

beforeAll(async () => {
  books.setClock('01-25T10:00');
  await books.done('PUT', '/v1/loyalty/liability-estimate', {
    pointsPrices: [{ currency: 'USD', points: 1, cents: 1 }],
    breakage: [],
  });
});

describe('BY-04 a month that finance has closed', () => {
  const path = '/v1/loyalty/stores/soho/liability-closes/2031-01';

  it('is frozen when it is over at the store, with the version of the estimate', async () => {
    const no = await till.ask('POST', `${path}/close`);
    expect([no.status, no.body.code]).toEqual([422, 'month-not-over']);
    for (const [month, code] of [
      ['2031-13', 'month-invalid'],
      ['next', 'month-invalid'],
    ])
      expect((await till.ask('GET', path.replace('2031-01', month!))).body.code).toBe(code);
    expect((await till.ask('POST', `${path}/reopen`, { reason: 'audit' })).body.code).toBe(
      'month-not-closed',
    );
    books.setClock('02-01T00:00');
    await till.platform.settle();
    const key = { 'idempotency-key': 'january' };
    const closed = await till.ask('POST', `${path}/close`, undefined, key);
    expect(closed).toMatchObject({
      status: 200,
      body: {
        status: 'closed',
        from: instant('01-01T00:00'),
        to: instant('02-01T00:00'),
        movedSinceClose: [],
        closes: [
          {
            closeNo: 1,
            estimateVersion: 1,
            rows: [
              { kind: 'bonus', issued: 100_00, used: 25_00, closing: 75_00 },
              { kind: 'principal', issued: 300_00, used: 75_00, closing: 225_00 },
            ],
          },
        ],
      },
    });
    expect((await till.ask('POST', `${path}/close`, undefined, key)).body).toEqual(closed.body);
    expect((await till.ask('POST', `${path}/close`)).body.code).toBe('month-already-closed');
  });

  it('what is written down late stands apart, in the report and since the close, and the bonus that is over by itself', async () => {
    const queens = '/v1/loyalty/stores/queens/liability-closes/2031-01';
    await books.done('POST', `${queens}/close`);
    // A bill of January, told in February.
    books.setClock('02-03T10:00');
    const imported = await books.done('POST', '/v1/booking/imports/visits', {
      storeId: 'queens',
      items: [
        {
          externalId: 'old-1',
          billId: 'b1',
          customerId,
          businessDate: '2031-01-05',
          localHour: 11,
          taxes: [],
          tenders: [{ kind: 'cash', cents: 50_00 }],
          lines: [
            {
              kind: 'service',
              itemId: 'cut',
              serviceGroup: 'cut',
              quantityMilli: 1000,
              netCents: 50_00,
              taxCents: 0,
              performers: [{ staffId: 'queens-anna', sharePercent: 100 }],
              earning: true,
            },
          ],
        },
      ],
    });
    expect(imported.results[0].outcome).toBe('imported');
    const january = period('01-01T00:00', '02-01T00:00');
    expect(rowsOf(await books.report(january, 'queens'))).toMatchObject({
      'points queens': {
        opening: 0,
        issued: 145,
        closing: 145,
        late: { issued: 50, used: 0, net: 50 },
      },
    });
    // As the books stood when January ended.
    expect(
      rowsOf(await books.report(`${january}&knownAt=${instant('02-01T00:00')}`, 'queens')),
    ).toMatchObject({ 'points queens': { issued: 95, closing: 95, late: { net: 0 } } });
    expect(await books.done('GET', queens)).toMatchObject({
      status: 'closed',
      books: [{ kind: 'points', closing: 145 }],
      movedSinceClose: [{ kind: 'points', currency: 'USD', opening: 0, closing: 50 }],
      closes: [{ closeNo: 1, rows: [{ kind: 'points', closing: 95 }] }],
    });
    expect((await till.ask('POST', `${queens}/reopen`, { reason: 'bored' })).body.code).toBe(
      'reason-unknown',
    );
    await books.done('POST', `${queens}/reopen`, { reason: 'late-facts' });
    expect(await books.done('POST', `${queens}/close`)).toMatchObject({
      movedSinceClose: [],
      closes: [{ closeNo: 1 }, { closeNo: 2, rows: [{ closing: 145 }] }],
    });
    // The bonus ends at midnight after its month; no run has written that down.
    books.setClock('02-20T10:00');
    expect(rowsOf(await books.report(period('02-01T00:00', '02-20T10:00'), 'soho'))).toMatchObject({
      'bonus soho': { opening: 75_00, expired: 75_00, closing: 0 },
      'principal soho': { opening: 225_00, closing: 225_00 },
    });
  });
});
