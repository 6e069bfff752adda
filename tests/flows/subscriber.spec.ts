import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { runPlatform, type Running } from '../support/platform.js';
import { tempDir } from '../support/temp.js';

/* The worked consumer of docs/events/consume.md, as a process of its own over HTTP, against bills and everything that may happen to them. */

const SCRIPT = join(__dirname, '../../docs/events/examples/sales-per-day.mjs');
const DAY_MS = 86_400_000;
const daysAgo = (days: number): string =>
  new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

type Days = { [day: string]: { [amount: string]: number } };

let running: Running;
let url: string;
let token: string;
let count = 0;
beforeAll(async () => {
  running = await runPlatform();
  await running.platform.app.listen(0, '127.0.0.1');
  url = await running.platform.url();
  token = await running.platform.issuer!.token({ role: 'subscriber' });
}, 60_000);
afterAll(() => running.close());

const command = async (path: string, body: object) => {
  await running.api.post(path, body, `subscriber-${++count}`);
  await running.settle();
};
/** A bill of some days ago; returns the visit. */
const bill = async (days: number, cents: number, tipCents = 0): Promise<string> => {
  const externalId = `subscriber-bill-${++count}`;
  const line = (kind: string, itemId: string, netCents: number) => ({
    kind,
    itemId,
    ...(kind === 'service' ? { serviceGroup: 'cut' } : {}),
    quantityMilli: 1000,
    netCents,
    taxCents: 0,
    performers: [{ staffId: 'ana', sharePercent: 100 }],
    earning: kind === 'service',
  });
  const { results } = await running.api.post<{ results: { visitId: string }[] }>(
    '/v1/booking/imports/visits',
    {
      storeId: 'harbour',
      items: [
        {
          externalId,
          billId: externalId,
          businessDate: daysAgo(days),
          localHour: 11,
          taxes: [],
          tenders: [{ kind: 'card', cents: cents + tipCents }],
          lines: [
            line('service', 'womens-cut', cents),
            ...(tipCents ? [line('adjustment', 'tip', tipCents)] : []),
          ],
        },
      ],
    },
    externalId,
  );
  await running.settle();
  return results[0]!.visitId;
};
const refund = (visitId: string, cents: number) =>
  command(`/v1/booking/visits/${visitId}/refund`, {
    items: [{ lineId: 'l1', quantityMilli: 1000 }],
    tenders: [{ kind: 'card', cents: -cents }],
    reason: 'returned',
  });

const start = (folder: string, limit: number) =>
  spawn(process.execPath, [SCRIPT, folder], {
    env: { ...process.env, CHIGNON_URL: url, CHIGNON_TOKEN: token, CHIGNON_LIMIT: String(limit) },
  });
/** To the end of the topic. */
const run = async (folder: string): Promise<{ byVisit: Days; bySettlement: Days }> => {
  const child = start(folder, 7);
  const [said, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  expect([code, code === 0 ? '' : complaints]).toEqual([0, '']);
  return JSON.parse(said) as { byVisit: Days; bySettlement: Days };
};
/** Dies after its first page. */
const killed = async (folder: string): Promise<void> => {
  const child = start(folder, 1);
  const gone = once(child, 'exit');
  await once(child.stderr, 'data');
  child.kill('SIGKILL');
  await gone;
};
/** What the platform says itself. */
const served = async (by: string): Promise<Days> => {
  const { rows } = await running.api.get<{ rows: { [field: string]: any }[] }>(
    `/v1/insights/sales?from=${daysAgo(60)}&to=${daysAgo(-1)}&groupBy=day&by=${by}`,
  );
  return Object.fromEntries(
    rows.map(({ key, currency, visits, netCents, taxCents, tipCents = 0 }) => [
      `${key} ${currency}`,
      { visits, netCents, taxCents, tipCents },
    ]),
  );
};
const something = (days: Days): Days =>
  Object.fromEntries(
    Object.entries(days)
      .filter(([, amounts]) => Object.values(amounts).some((amount) => amount !== 0))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
const mustEqualTheApi = async (told: { byVisit: Days; bySettlement: Days }) => {
  expect(something(told.byVisit)).toEqual(something(await served('visit')));
  expect(something(told.bySettlement)).toEqual(something(await served('settlement')));
};

describe('AN-21 GW-12 a subscriber builds sales per day that equal the API', () => {
  const folder = join(tempDir(), 'subscriber');

  it('of bills, tips, refunds, corrections and voids, by the day of the visit and by that of the money', async () => {
    const [, refunded, corrected, voided] = [
      await bill(3, 100_00, 7_00),
      await bill(3, 60_00),
      await bill(2, 80_00),
      await bill(2, 45_00),
    ];
    await refund(refunded, 60_00);
    await command(`/v1/booking/visits/${corrected}/correct`, {
      items: [{ lineId: 'l1', netCents: 70_00 }],
      tenders: [{ kind: 'card', cents: -10_00 }],
      reason: 'price',
    });
    await command(`/v1/booking/visits/${voided}/void`, { reason: 'other' });
    const told = await run(folder);
    expect(Object.keys(told.bySettlement).length).toBeGreaterThan(1);
    await mustEqualTheApi(told);
  });

  it('killed on its way, and again without its position: what comes again is counted once', async () => {
    await refund(await bill(5, 30_00), 30_00);
    await killed(folder);
    await mustEqualTheApi(await run(folder));
    expect(existsSync(join(folder, 'position.txt'))).toBe(true);
    rmSync(join(folder, 'position.txt'));
    await killed(folder);
    await mustEqualTheApi(await run(folder));
  });

  it('from the first event on, by somebody new', async () => {
    await mustEqualTheApi(await run(join(tempDir(), 'another')));
  });
});
