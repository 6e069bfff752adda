import { customers } from '@chignon/customers';
import { loyalty } from '@chignon/loyalty';
import { tempDir } from './temp.js';
import { TillOfTests } from './till.js';

/** Two stores in dollars and one in euros, and a customer with 300.00 + 100.00 sold at `soho` on 10 January 2031, of which 100.00 were used at `queens` on the 20th. */
export class BooksOfTests {
  private constructor(
    readonly till: TillOfTests,
    readonly customerId: string,
  ) {}

  static async open(): Promise<BooksOfTests> {
    const till = await TillOfTests.open(tempDir(), [customers, loyalty]);
    till.clock.set(instant('01-10T10:00'));
    await till.put('stores/queens', {
      regionId: 'r1',
      name: 'queens',
      zone: 'America/New_York',
      currency: 'USD',
      openingHours: [],
    });
    await till.put('staff/queens-anna', { displayName: 'Anna', storeIds: ['queens'] });
    const { body } = await till.ask('POST', '/v1/customers', { name: 'Rosa', homeStoreId: 'soho' });
    const books = new BooksOfTests(till, body.id);
    await books.done('PUT', '/v1/loyalty/top-ups/terms/gold', {
      currency: 'USD',
      principalCents: 300_00,
      bonusCents: 100_00,
      bonusMonths: 1,
    });
    await till.platform.settle();
    await books.done('POST', `/v1/loyalty/wallets/${body.id}/top-ups`, {
      storeId: 'soho',
      termsId: 'gold',
      tender: 'card',
    });
    books.setClock('01-20T10:00');
    const visitId = await till.bill('queens', 2, body.id);
    const paid = await till.checkout({
      visitId,
      tenders: [
        { kind: 'stored-value', cents: 100_00 },
        { kind: 'card', cents: 20_00 },
      ],
    });
    expect([paid.status, paid.body.code]).toEqual([200, undefined]);
    return books;
  }

  close = (): Promise<void> => this.till.close();

  /** `MM-DDTHH:MM` of 2031 in winter's New York. */
  setClock = (day: string): void => this.till.clock.set(instant(day));

  /** @returns the body. @throws unless it was done */
  done = async (method: 'GET' | 'PUT' | 'POST', path: string, body?: object): Promise<any> => {
    const answer = await this.till.ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  };

  /** What is owed, after everything was heard. */
  report = async (query = '', storeId?: string): Promise<any> => {
    await this.till.platform.settle();
    const of = storeId === undefined ? '' : `stores/${storeId}/`;
    return this.done('GET', `/v1/loyalty/${of}liability${query}`);
  };

  /** An answer that is no JSON. */
  file = async (url: string): Promise<{ type: unknown; text: string }> => {
    const server = this.till.platform.app.getHttpAdapter().getInstance() as unknown as {
      inject(request: object): Promise<{ payload: string; headers: { [name: string]: unknown } }>;
    };
    const headers = { authorization: `Bearer ${this.till.token}` };
    const { payload, headers: answered } = await server.inject({ method: 'GET', url, headers });
    return { type: answered['content-type'], text: payload };
  };
}

export const instant = (day: string): string => new Date(`2031-${day}:00-05:00`).toISOString();
export const period = (from: string, to: string): string =>
  `?from=${instant(from)}&to=${instant(to)}`;

/** `kind storeId` of each row, with what stands in it; each row adds up. */
export const rowsOf = (body: any): { [row: string]: any } =>
  Object.fromEntries(
    body.rows.map((row: any) => {
      expect(
        row.opening +
          row.issued -
          row.used -
          row.reversed -
          row.refunded -
          row.forfeited -
          row.expired +
          row.adjusted +
          row.transferred,
      ).toBe(row.closing);
      return [`${row.kind} ${row.storeId}`, row];
    }),
  );
