import { inventory } from '@chignon/inventory';
import { loyalty } from '@chignon/loyalty';
import { marketing } from '@chignon/marketing';
import { type Context, deriveId, type Tools } from '@chignon/eventing';
import { perform, runJob } from '@chignon/eventing/testing';

/*
 * R-ES-02: a folder of the release before holds what its effects and jobs did, under command ids that they made by hand. What is heard
 * again after an upgrade must come to the same ids: they stand here as they were computed then.
 */

const asked: { commandId: string; actor: string }[] = [];
const note = async (..._: readonly unknown[]) => void asked.push(_[3] as (typeof asked)[number]);
const tools = {
  facts: { now: () => '2026-03-01T09:00:00.000Z' },
  documents: {
    get: async () => undefined,
    put: async () => 1,
    find: async () => ({
      items: [{ id: 'c1', sku: 's1', nextExpiryAt: '2026-02-01', revision: 1 }],
    }),
  },
  collection: () => ({ name: 'any', indexes: {} }),
  execute: note,
  message: (_publication: unknown, cause: (typeof asked)[number]) => asked.push(cause),
} as unknown as Tools;
const effectOf = ({ effects }: Context, name: string) => effects.find((one) => one.name === name)!;
const jobOf = ({ jobs }: Context, name: string) => jobs.find((one) => one.name === name)!;
const voided = (id: string) =>
  ({
    id,
    type: 'VisitVoided',
    version: 1,
    topic: 'chignon.booking.visit',
    key: 'c1',
    data: { customerId: 'c1', visitId: 'v1', voidedAt: '2026-03-01T09:00:00.000Z' },
    meta: { correlationId: 'x', tenant: 'chain' },
  }) as never;

beforeEach(() => void (asked.length = 0));

describe('R-ES-02 what was done before an upgrade is not done again', () => {
  it('loyalty: a settlement or void that was heard', async () => {
    await perform(effectOf(loyalty, 'loyalty.visit-settlements'), voided('m1'), tools);
    expect(asked).toMatchObject([
      {
        commandId: '1ea4ecc6-fa45-5091-b041-288c6043d27e',
        actor: 'system:loyalty.visit-settlements',
      },
    ]);
    expect(asked[0]!.commandId).toBe(deriveId('loyalty.visit-settlements|m1'));
  });

  it('marketing: a visit that was noted', async () => {
    await perform(effectOf(marketing, 'marketing.rebook'), voided('e'), tools);
    expect(asked).toMatchObject([
      { commandId: '7662d323-6aa2-57b9-bd46-4be556421929', actor: 'system:marketing.rebook' },
    ]);
  });

  it('loyalty: points that expired by the clock', async () => {
    await runJob(jobOf(loyalty, 'loyalty.expire-points'), tools);
    expect(asked).toMatchObject([
      { commandId: 'loyalty.expire-points:c1:2026-02-01', actor: 'system:loyalty.expire-points' },
    ]);
  });

  it('inventory: products that were told, once for each edition of what is told', async () => {
    await runJob(jobOf(inventory, 'inventory.tell-products'), tools);
    expect(asked).toMatchObject([{ commandId: 'inventory.tell-products:2' }]);
  });
});
