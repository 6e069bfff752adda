import { PointsEarned, PointsRedeemed, PointsReversed, TierChanged } from '@chignon/contracts';
import { type Envelope, positionText, type RecordedEvent, streamName } from '@chignon/eventing';
import { perform } from '@chignon/eventing/testing';
import { type AccountDocument, accounts } from './accounts.view.js';
import { pointsAnnouncements } from './points.announcements.js';
import { followSettlements } from './settlements.effects.js';
import type { PointsAccount } from './account/points-account.js';
import type { PointsEvent } from './account/points-events.js';
import { accountAt, points } from './account/points-ledger.js';
import { DEFAULT_PROGRAMME } from '../rules/programme.js';
import { type StatementEntry, statements } from './statements.view.js';
import { line, NOW, noted, noting, settled } from './heard.testing.js';

const hear = async (type: string, data: unknown): Promise<unknown[]> => {
  const asked: unknown[] = [];
  const tools = {
    documents: { get: async () => undefined },
    execute: async (_: unknown, key: string, command: unknown, { input }: { input: unknown }) =>
      void asked.push({ key, command, input }),
  };
  await perform(followSettlements, { id: 'm1', type, data, meta: {} } as never, tools as never);
  return asked;
};

/** Plays commands and returns the stream as it would be stored. */
function stream(...commands: unknown[]): RecordedEvent[] {
  const log: RecordedEvent[] = [];
  let state = points.initial('c1');
  for (const command of commands as { type: keyof typeof points.decide }[]) {
    for (const event of (
      points.decide[command.type] as (s: PointsAccount, c: unknown, f: unknown) => PointsEvent[]
    )(state, command, { now: () => NOW, newId: () => 'r1' })) {
      const revision = log.length + 1;
      log.push({
        id: `e${revision}`,
        version: 1,
        type: event.type,
        data: event.data,
        stream: streamName('points', 'c1'),
        revision,
        position: positionText(revision),
        meta: { effectiveAt: event.effectiveAt ?? NOW, recordedAt: NOW } as never,
      });
      state = (points.evolve[event.type] as (s: PointsAccount, e: unknown) => PointsAccount)(
        state,
        event,
      );
    }
  }
  return log;
}
const life = () =>
  stream(
    noting(),
    { type: 'RedeemPoints', points: 500, reason: 'gift', storeId: 's2' },
    noting({ visitId: 'v2' }),
    noting({
      visitId: 'v2',
      settlementNo: 2,
      settledAt: NOW,
      lines: [
        { ...noted, lineId: 'l1-r2', refersTo: 'l1', quantityMilli: -500, netCents: -100_00 },
      ],
    }),
    { type: 'ReversePoints', visitId: 'v1', voidedAt: NOW, programme: DEFAULT_PROGRAMME },
  );
const foldView = <D extends { id: string }>(
  view: typeof accounts | typeof statements,
  log: readonly RecordedEvent[],
): D[] => {
  const documents = new Map<string, D>();
  for (const event of log) {
    const folding = view.on[event.type];
    for (const id of folding?.ids(event) ?? [])
      documents.set(id, folding!.fold(documents.get(id) as never, event, id) as unknown as D);
  }
  return [...documents.values()];
};

describe('LY-15 what is heard of visits', () => {
  it('F2, F3: every settlement is noted on the account of the customer, whatever its net, with the programme in force', async () => {
    const { programme, ...input } = noting();
    expect(await hear('VisitSettled', settled)).toEqual([
      { key: 'c1', command: { ...input, programme }, input },
    ]);
    const back = {
      ...line,
      lineId: 'l1-r2',
      refersTo: 'l1',
      quantityMilli: -1000,
      netCents: -600_00,
    };
    expect(
      await hear('VisitSettled', { ...settled, settlementNo: 2, lines: [back] }),
    ).toMatchObject([
      {
        command: {
          type: 'NoteSettlement',
          settlementNo: 2,
          lines: [{ lineId: 'l1-r2', refersTo: 'l1', netCents: -600_00 }],
        },
      },
    ]);
  });

  it('an anonymous visit asks for nothing', async () => {
    expect(await hear('VisitSettled', { ...settled, customerId: undefined })).toEqual([]);
    expect(await hear('VisitVoided', { ...settled, customerId: undefined, voidedAt: NOW })).toEqual(
      [],
    );
  });

  it('F3: a voided visit takes its points back, also when its lines sum to nothing', async () => {
    expect(
      await hear('VisitVoided', {
        ...settled,
        lines: [line, { ...line, netCents: -600_00 }],
        voidedAt: NOW,
      }),
    ).toMatchObject([
      { key: 'c1', command: { type: 'ReversePoints', visitId: 'v1', voidedAt: NOW } },
    ]);
  });
});

describe('LY-28, E4 the account view is the fold of the ledger', () => {
  it('agrees with the state at every revision', () => {
    const log = life();
    for (let n = 1; n <= log.length; n++) {
      const [document] = foldView<AccountDocument>(accounts, log.slice(0, n));
      const state = accountAt('c1', log.slice(0, n) as Envelope[], NOW);
      const { earned, available, redeemed, expired, reversed, debt, tier, stores } = state;
      expect(document).toMatchObject({
        id: 'c1',
        entryNo: n,
        earned,
        available,
        redeemed,
        expired,
        reversed,
        debt,
        tier,
        stores,
      });
      expect(document!.lots.map((lot) => [lot.lotId, lot.remaining])).toEqual(
        state.lots.filter((lot) => lot.remaining > 0).map((lot) => [lot.lotId, lot.remaining]),
      );
    }
  });

  it('knows the next expiry', () => {
    const [document] = foldView<AccountDocument>(accounts, life().slice(0, 2));
    expect(document).toMatchObject({ nextExpiryAt: '2028-05-31T22:00:00.000Z' });
    expect(
      foldView<AccountDocument>(
        accounts,
        stream(noting(), { type: 'RedeemPoints', points: 600, reason: 'gift' }),
      )[0],
    ).not.toHaveProperty('nextExpiryAt');
  });
});

describe('LY-16 the statement', () => {
  it('has one entry for each movement, sums to the balance, and sorts by id', () => {
    const log = life();
    const entries = foldView<StatementEntry>(statements, log);
    expect(entries.map((e) => [e.kind, e.points, e.balanceAfter])).toEqual([
      ['earned', 600, 600],
      ['tier-changed', 0, undefined],
      ['redeemed', -500, 100],
      ['earned', 600, 700],
      ['reversed', -100, 600],
      ['reversed', -600, 0],
      ['debt-repaid', 0, 0],
    ]);
    expect(entries.map((e) => e.id)).toEqual([...entries.map((e) => e.id)].sort());
    expect(entries[0]).toMatchObject({
      id: 'c1-0000000002',
      customerId: 'c1',
      entryNo: 2,
      visitId: 'v1',
      storeId: 's1',
      ruleVersion: 'base-2',
      effectiveAt: settled.settledAt,
      recordedAt: NOW,
    });
    expect(entries.at(-1)!.balanceAfter).toBe(entries.reduce((sum, e) => sum + e.points, 0));
  });
});

describe('announcements', () => {
  it('tell of points and tiers by ids and numbers, in the shape of the contract', () => {
    const told = life()
      .map((event) => pointsAnnouncements[event.type]?.(event))
      .filter((p) => p !== undefined);
    expect(told).toMatchObject([
      {
        type: PointsEarned.name,
        key: 'c1',
        data: {
          customerId: 'c1',
          visitId: 'v1',
          storeId: 's1',
          points: 600,
          earnedAt: settled.settledAt,
          ruleVersion: 'base-2',
        },
      },
      { type: TierChanged.name, key: 'c1', data: { from: 'regular', to: 'silver' } },
      { type: PointsRedeemed.name, data: { points: 500, reason: 'gift', storeId: 's2' } },
      { type: PointsEarned.name, data: { visitId: 'v2' } },
      { type: PointsReversed.name, data: { visitId: 'v2', points: 100, reversedAt: NOW } },
      {
        type: PointsReversed.name,
        data: { customerId: 'c1', visitId: 'v1', points: 600, reversedAt: NOW },
      },
    ]);
  });
});
