import { importSalon, reconcileImport } from '@chignon/client';
import { join } from 'node:path';
import { runPlatform, type Running } from '../support/platform.js';
import { smallSalon } from '../support/small-salon.js';

describe('GW-16 the import of a small salon', () => {
  let running: Running;
  beforeAll(async () => void (running = await runPlatform({ demo: false })), 60_000);
  afterAll(() => running.close());

  it('BY-11 brings everything once, also when it is done twice, and all sides agree', async () => {
    const from = smallSalon();
    const wish = { from, errorFile: join(from, 'errors.csv') };
    const first = await importSalon(wish, running.api);
    await running.settle();
    expect(first.report).toMatchObject({
      receipts: 3,
      receiptLines: 4,
      netCents: 100_00,
      rejected: 0,
      heldBack: 0,
      written: { visits: { imported: 3, already: 0 } },
    });
    const again = await importSalon(wish, running.api);
    await running.settle();
    expect(again.report).toMatchObject({
      netCents: 100_00,
      written: { visits: { imported: 0, already: 3, rejected: 0 } },
    });
    for (const { brought } of [first, again])
      expect(await reconcileImport(running.api, brought!)).toMatchObject({ differs: false });
    expect(
      (await running.api.get('/v1/insights/sales?from=2018-03-01&to=2018-03-31&groupBy=staff'))
        .totals,
    ).toMatchObject([
      {
        currency: 'CAD',
        visits: 3,
        anonymousVisits: 1,
        netCents: 100_00,
        taxes: { GST: 500, PST: 800 },
      },
    ]);
    expect((await running.api.get('/v1/inventory/stores/salon-pos/levels/SHA')).onHandMilli).toBe(
      2000,
    );
  });
});
