import { dryRun } from '@chignon/eventing';
import { points } from '@chignon/loyalty';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { consequences, rowed, saidOf } from '../support/consequences.js';
import { dayAhead, runPlatform, type Running } from '../support/platform.js';

/* VS-14 VS-15 BY-09: what a preview of a correction says is what becomes true, in every context, in whatever order bills are put right. */

const STORE = 'harbour';
const DAY = dayAhead(3);
let running: Running;
let customers: string[];

const send = (path: string, body: object) =>
  running.api.ask('POST', path, body, { 'idempotency-key': randomUUID() });
const ok = async (path: string, body: object): Promise<any> => {
  const answer = await send(path, body);
  expect([path, answer.status, answer.body.code]).toEqual([
    path,
    answer.status < 300 ? answer.status : 200,
    undefined,
  ]);
  return answer.body;
};

beforeAll(async () => {
  running = await runPlatform();
  running.clock.set(`${DAY}T17:00:00.000Z`);
  const { currency } = await running.api.get<any>(`/v1/booking/stores/${STORE}`);
  await running.api.put('/v1/loyalty/programme', {
    currencies: [
      {
        currency,
        minorPerPoint: 100,
        tiers: { silver: 10_000, gold: 30_000 },
        worth: { points: 1, cents: 1 },
      },
    ],
  });
  customers = [];
  for (const name of ['Rosa', 'Ida']) {
    const { id } = await running.api.post<{ id: string }>('/v1/customers', {
      name,
      homeStoreId: STORE,
    });
    await ok(`/v1/loyalty/accounts/${id}/adjustments`, {
      points: 3000,
      reason: 'migration',
      storeId: STORE,
    });
    customers.push(id);
  }
}, 60_000);
afterAll(() => running.close());

/** A settled bill of a cut, a colour, two bottles and a tip, a part of it paid with points while there are any. */
async function settled(customerId: string, wantedCents: number): Promise<string> {
  const performers = [
    { staffId: 'maya', sharePercent: 67 },
    { staffId: 'jonas', sharePercent: 33 },
  ];
  const { visitId } = await ok('/v1/booking/visits', {
    storeId: STORE,
    customerId,
    services: [
      { serviceId: 'womens-cut', performers },
      { serviceId: 'root-colour', performers: [{ staffId: 'maya', sharePercent: 100 }] },
    ],
  });
  const path = `/v1/booking/visits/${visitId}`;
  await ok(`${path}/lines`, {
    kind: 'product',
    itemId: 'SHAMPOO-250',
    quantityMilli: 2000,
    priceCents: 4800,
  });
  await ok(`${path}/lines`, { kind: 'adjustment', itemId: 'tip', priceCents: 500, performers });
  const { bill } = await ok(`${path}/complete`, {});
  await running.settle();
  const { available } = await running.api.get<any>(`/v1/loyalty/accounts/${customerId}`);
  const pointCents = Math.min(wantedCents, available);
  await ok('/v1/checkout', {
    visitId,
    tenders: [
      ...(pointCents === 0 ? [] : [{ kind: 'points', cents: pointCents }]),
      { kind: 'card', cents: bill.grossCents - pointCents },
    ],
  });
  return visitId;
}

const step = fc.oneof(
  fc.record({
    change: fc.constant('refund' as const),
    line: fc.nat(3),
    part: fc.constantFrom(250, 333, 500, 1000),
  }),
  fc.record({
    change: fc.constant('correct' as const),
    line: fc.nat(2),
    netCents: fc.integer({ min: 0, max: 12_000 }),
    swap: fc.boolean(),
  }),
  fc.record({ change: fc.constant('void' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The change as it is sent: of the line that stands now in the place of that line of the bill. */
async function bodyOf(visitId: string, one: Step): Promise<object> {
  if (one.change === 'void') return { reason: 'mistake' };
  const { settlements } = await running.api.get<any>(`/v1/booking/visits/${visitId}`);
  const standing = settlements
    .flatMap(({ lines }: any) => lines)
    .filter(
      (line: any) => line.quantityMilli > 0 && line.lineId.split('-')[0] === `l${one.line + 1}`,
    )
    .at(-1);
  return {
    reason: 'mistake',
    items: [
      one.change === 'refund'
        ? {
            lineId: standing.lineId,
            quantityMilli: Math.ceil((standing.quantityMilli * one.part) / 1000),
          }
        : {
            lineId: standing.lineId,
            netCents: one.netCents,
            ...(one.swap ? { performers: [{ staffId: 'jonas', sharePercent: 100 }] } : {}),
          },
    ],
  };
}

describe('VS-14 VS-15 BY-09: the preview of a correction', () => {
  it('says what becomes true: bill, money, points, tier, stock, figures; it writes nothing and is refused as the correction is', async () => {
    const seen = { refund: 0, correct: 0, void: 0, refused: 0, points: 0, stock: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 4 }),
        fc.nat(1),
        fc.constantFrom(0, 700, 2500),
        async (steps, who, pointCents) => {
          const visitId = await settled(customers[who]!, pointCents);
          await running.settle();
          for (const one of steps) {
            const body = await bodyOf(visitId, one);
            const before = await consequences(running, customers, DAY);
            const written = running.written();
            const preview = await running.api.ask('POST', '/v1/corrections/preview', {
              visitId,
              change: one.change,
              ...body,
            });
            expect(running.written()).toBe(written);
            const path = `/v1/booking/visits/${visitId}`;
            // Nobody is in between: what is previewed is refused, or done, as it was said.
            const done = await send(`${path}/${one.change}`, body);
            await running.settle();
            expect([preview.status, preview.body.code, preview.body.field]).toEqual([
              done.status,
              done.body.code,
              done.body.field,
            ]);
            const after = await consequences(running, customers, DAY);
            if (preview.status !== 200) {
              seen.refused++;
              expect(after).toEqual(before);
              continue;
            }
            seen[one.change]++;
            const { changes, unanswered, status, tenders } = preview.body;
            expect(unanswered).toEqual([]);
            expect(rowed({ ...before, ...saidOf(changes, 'before') })).toEqual(rowed(before));
            expect(rowed(after)).toEqual(rowed({ ...before, ...saidOf(changes, 'after') }));
            expect(status).toBe(done.body.status);
            if (one.change === 'void')
              expect(preview.body.after).toEqual({ netCents: 0, taxCents: 0, grossCents: 0 });
            else {
              expect(done.body.bill).toMatchObject(preview.body.after);
              expect(tenders).toEqual(done.body.settlements.at(-1).tenders);
            }
            for (const { context } of changes) {
              if (context === 'loyalty') seen.points++;
              if (context === 'inventory') seen.stock++;
            }
          }
        },
      ),
      { numRuns: Number(process.env['CHIGNON_RUNS'] ?? 12), seed: 14, endOnFailure: true },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  }, 300_000);

  it('names the contexts whose figures a role may not read, and says the rest', async () => {
    const visitId = await settled(customers[0]!, 0);
    await running.settle();
    const desk = await running.as({ role: 'front-desk', stores: [STORE] });
    const preview = (api: typeof desk, more: object = {}) =>
      api.ask('POST', '/v1/corrections/preview', {
        visitId,
        change: 'refund',
        reason: 'mistake',
        items: [{ lineId: 'l3', quantityMilli: 1000 }],
        ...more,
      });
    const { status, body } = await preview(desk);
    expect(status).toBe(200);
    expect(body.unanswered).toEqual([{ context: 'insights', code: 'permission-missing' }]);
    expect(new Set(body.changes.map(({ context }: any) => context))).toEqual(
      new Set(['loyalty', 'inventory']),
    );
    const elsewhere = await running.as({ role: 'front-desk', stores: ['old-town'] });
    expect(await preview(elsewhere)).toMatchObject({
      status: 404,
      body: { code: 'visit-not-found', field: 'visitId' },
    });
    // More than the role may give back is refused before it is done.
    expect(
      await preview(desk, { change: 'correct', items: [{ lineId: 'l3', netCents: -1 }] }),
    ).toMatchObject({
      status: 422,
      body: { code: 'price-negative' },
    });
  });

  it('is believed as the platform signed it, at the store that it is of', async () => {
    const visitId = await settled(customers[1]!, 0);
    const { body } = await running.api.ask('POST', `/v1/booking/visits/${visitId}/void/preview`, {
      reason: 'mistake',
    });
    const [{ type, event }] = body.events;
    expect([type, body.events.length]).toEqual(['VisitVoided', 1]);
    const ask = async (storeId: string, signed: string, context = 'loyalty') => {
      const answer = await running.api.ask('POST', `/v1/${context}/previews`, {
        storeId,
        event: signed,
      });
      return [answer.status, answer.body.code];
    };
    expect(await ask(STORE, event)).toEqual([200, undefined]);
    expect(await ask('old-town', event)).toEqual([404, 'store-not-found']);
    expect(await ask(STORE, `${event.slice(0, -2)}xx`)).toEqual([422, 'preview-forged']);
    expect(await ask(STORE, 'none')).toEqual([422, 'preview-forged']);
    expect(await ask(STORE, event, 'marketing')).toEqual([404, 'preview-not-found']);
  });

  it('runs on tools that write nothing: commands follow each other, and documents are refused', async () => {
    const [customerId] = customers as [string];
    await send(`/v1/loyalty/accounts/${customerId}/adjustments`, {
      points: 500,
      reason: 'migration',
      storeId: STORE,
    });
    const { tools } = running.platform.host.runtimes.get('loyalty')!;
    const { state } = await tools.load(points, customerId);
    const cause = { commandId: 'dry', actor: 'system:test', correlationId: 'c' };
    const dry = dryRun(tools);
    const redeem = (count: number) =>
      dry.tools.execute(
        points,
        customerId,
        { type: 'RedeemPoints', points: count, reason: 'gift', storeId: STORE },
        cause,
      );
    const written = running.written();
    await redeem(200);
    await redeem(state.available - 200);
    await expect(redeem(1)).rejects.toMatchObject({ code: 'points-insufficient' });
    expect((await dry.tools.load(points, customerId)).state.available).toBe(0);
    expect(dry.streams(points)).toMatchObject([
      { key: customerId, before: { available: state.available }, after: { available: 0 } },
    ]);
    await expect(dry.tools.documents.remove({ name: 'x', indexes: {} }, 'x')).rejects.toThrow(
      'a dry run writes no documents',
    );
    expect((await tools.load(points, customerId)).state).toEqual(state);
    expect(running.written()).toBe(written);
  });
});
