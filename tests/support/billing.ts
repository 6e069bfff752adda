import type { Running } from './platform.js';

const today = (): string => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

/**
 * Bills, refunds and corrections of a spec, each under a key of its own, through the interface of the platform that runs
 * then. Whatever follows from them has been done when they return. Amounts are without tax, in cents.
 */
export function billing(running: () => Running) {
  let count = 0;
  const customer = async (): Promise<string> =>
    (
      await running().api.post<{ id: string }>(
        '/v1/customers',
        { name: `Net ${++count}`, homeStoreId: 'harbour' },
        `net-customer-${count}`,
      )
    ).id;
  type Line = { kind?: string; itemId?: string; cents: number; milli?: number };
  /** A settled bill; returns the visit. */
  const bill = async (
    customerId: string | undefined,
    lines: readonly Line[],
    { storeId = 'harbour', businessDate = today(), currencyTender = 'card' } = {},
  ): Promise<string> => {
    const externalId = `net-${++count}`;
    const netCents = lines.reduce((sum, line) => sum + line.cents, 0);
    const { results } = await running().api.post<{
      results: { visitId: string; outcome: string }[];
    }>(
      '/v1/booking/imports/visits',
      {
        storeId,
        items: [
          {
            externalId,
            billId: externalId,
            ...(customerId === undefined ? {} : { customerId }),
            businessDate,
            localHour: 11,
            taxes: [],
            tenders: [{ kind: currencyTender, cents: netCents }],
            lines: lines.map(
              ({ kind = 'service', itemId = 'womens-cut', cents, milli = 1000 }) => ({
                kind,
                itemId,
                ...(kind === 'service' ? { serviceGroup: 'cut' } : {}),
                quantityMilli: milli,
                netCents: cents,
                taxCents: 0,
                performers: [{ staffId: 'ana', sharePercent: 100 }],
                earning: true,
              }),
            ),
          },
        ],
      },
      externalId,
    );
    expect(results).toMatchObject([{ outcome: 'imported' }]);
    await running().settle();
    return results[0]!.visitId;
  };
  const ask = async (path: string, body: object) => {
    const answer = await running().api.ask('POST', path, body, {
      'idempotency-key': `net-${++count}`,
    });
    await running().settle();
    return answer;
  };
  const refund = (visitId: string, lineId: string, cents: number, quantityMilli = 1000) =>
    ask(`/v1/booking/visits/${visitId}/refund`, {
      items: [{ lineId, quantityMilli }],
      tenders: [{ kind: 'card', cents: -cents }],
      reason: 'returned',
    });
  const correct = (visitId: string, lineId: string, netCents: number, was: number) =>
    ask(`/v1/booking/visits/${visitId}/correct`, {
      items: [{ lineId, netCents }],
      tenders: [{ kind: 'card', cents: netCents - was }],
      reason: 'price',
    });
  const account = (customerId: string, query = '') =>
    running().api.get<Record<string, any>>(`/v1/loyalty/accounts/${customerId}${query}`);

  return { customer, bill, ask, refund, correct, account };
}
