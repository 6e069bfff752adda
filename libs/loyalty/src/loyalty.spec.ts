import { PointsEarned, PointsReversed, TierChanged } from '@chignon/contracts';
import { positionText, streamName, type Envelope, type RecordedEvent } from '@chignon/eventing';
import { accounts, spendable, type AccountDocument } from './accounts.view.js';
import { announcements } from './loyalty.announcements.js';
import { visitPoints } from './loyalty.reactions.js';
import { accountAt, points, type EarnPoints, type PointsAccount, type PointsEvent } from './points-ledger.js';
import { statements, type StatementEntry } from './statements.view.js';

const NOW = '2026-06-01T10:00:00.000Z';
const line = { lineId: 'l1', kind: 'service', itemId: 'cut', quantityMilli: 1000, netCents: 600_00, taxCents: 78_00, performers: [], earning: true };
const settled = { visitId: 'v1', storeId: 's1', customerId: 'c1', zone: 'Europe/Paris', businessDate: '2026-05-20', settlementNo: 1, billId: 'b1', settledAt: '2026-05-20T15:00:00.000Z', currency: 'EUR', lines: [line], taxes: [], tenders: [{ kind: 'card', cents: 678_00 }], netCents: 600_00, taxCents: 78_00, imported: false };
const hear = (type: string, data: unknown) => visitPoints.on[type]!({ type, data } as never);

describe('LY-15 reactions to visits', () => {
  it('a settled bill asks for points, on the account of the customer', () => {
    expect(hear('VisitSettled', settled)).toMatchObject([{ key: 'c1', command: { type: 'EarnPoints', visitId: 'v1', settlementNo: 1, lines: [{ lineId: 'l1', netCents: 600_00, earning: true }] } }]);
  });

  it('an anonymous visit, or one without an earning net, asks for nothing', () => {
    expect(hear('VisitSettled', { ...settled, customerId: undefined })).toEqual([]);
    expect(hear('VisitSettled', { ...settled, lines: [{ ...line, earning: false }] })).toEqual([]);
    expect(hear('VisitSettled', { ...settled, lines: [line, { ...line, netCents: -600_00 }] })).toEqual([]);
    expect(hear('VisitVoided', { ...settled, lines: [], settlementNo: 0, voidedAt: NOW })).toEqual([]);
  });

  it('a voided visit takes its points back', () => {
    expect(hear('VisitVoided', { ...settled, voidedAt: NOW })).toMatchObject([{ key: 'c1', command: { type: 'ReversePoints', visitId: 'v1', voidedAt: NOW } }]);
  });
});

/** Plays commands and returns the stream as it would be stored. */
function stream(...commands: unknown[]): RecordedEvent[] {
  const log: RecordedEvent[] = [];
  let state = points.initial('c1');
  for (const command of commands as { type: keyof typeof points.decide }[]) {
    for (const event of (points.decide[command.type] as (s: PointsAccount, c: unknown, f: unknown) => PointsEvent[])(state, command, { now: () => NOW, newId: () => 'r1' })) {
      const revision = log.length + 1;
      log.push({ id: `e${revision}`, version: 1, type: event.type, data: event.data, stream: streamName('points', 'c1'), revision, position: positionText(revision), meta: { effectiveAt: event.effectiveAt ?? NOW, recordedAt: NOW } as never });
      state = (points.evolve[event.type] as (s: PointsAccount, e: unknown) => PointsAccount)(state, event);
    }
  }
  return log;
}
const life = () => {
  const earning = hear('VisitSettled', settled)[0]!.command as EarnPoints;
  return stream(earning, { type: 'RedeemPoints', points: 500, reason: 'gift', storeId: 's2' }, { ...earning, visitId: 'v2' }, { type: 'ReversePoints', visitId: 'v1', voidedAt: NOW });
};
const foldView = <D extends { id: string }>(view: typeof accounts | typeof statements, log: readonly RecordedEvent[]): D[] => {
  const documents = new Map<string, D>();
  for (const event of log) {
    const folding = view.on[event.type];
    for (const id of folding?.ids(event) ?? []) documents.set(id, folding!.fold(documents.get(id) as never, event, id) as unknown as D);
  }
  return [...documents.values()];
};

describe('LY-28, E4 the account view is the fold of the ledger', () => {
  it('agrees with the state at every revision', () => {
    const log = life();
    for (let n = 1; n <= log.length; n++) {
      const [document] = foldView<AccountDocument>(accounts, log.slice(0, n));
      const state = accountAt('c1', log.slice(0, n) as Envelope[], NOW);
      const { earned, available, redeemed, expired, reversed, debt, tier, stores } = state;
      expect(document).toMatchObject({ id: 'c1', entryNo: n, earned, available, redeemed, expired, reversed, debt, tier, stores });
      expect(document!.lots.map((lot) => [lot.lotId, lot.remaining])).toEqual(state.lots.filter((lot) => lot.remaining > 0).map((lot) => [lot.lotId, lot.remaining]));
    }
  });

  it('knows the next expiry, and leaves out what is over', () => {
    const [document] = foldView<AccountDocument>(accounts, life().slice(0, 1));
    expect(document).toMatchObject({ nextExpiryAt: '2028-05-31T22:00:00.000Z' });
    expect([spendable(document!, NOW), spendable(document!, '2028-05-31T22:00:00.000Z')]).toEqual([600, 0]);
    expect(foldView<AccountDocument>(accounts, stream(...[hear('VisitSettled', settled)[0]!.command, { type: 'RedeemPoints', points: 600, reason: 'gift' }]))[0]).not.toHaveProperty('nextExpiryAt');
  });
});

describe('LY-16 the statement', () => {
  it('has one entry for each event, sums to the balance, and sorts by id', () => {
    const log = life();
    const entries = foldView<StatementEntry>(statements, log);
    expect(entries.map((e) => [e.kind, e.points, e.balanceAfter])).toEqual([
      ['earned', 600, 600], ['tier-changed', 0, undefined], ['redeemed', -500, 100], ['earned', 600, 700], ['reversed', -600, 100], ['debt-repaid', 0, 100],
    ]);
    expect(entries.map((e) => e.id)).toEqual([...entries.map((e) => e.id)].sort());
    expect(entries[0]).toMatchObject({ id: 'c1-0000000001', customerId: 'c1', entryNo: 1, visitId: 'v1', storeId: 's1', ruleVersion: 'base-2', effectiveAt: settled.settledAt, recordedAt: NOW });
    expect(entries.at(-1)!.balanceAfter).toBe(entries.reduce((sum, e) => sum + e.points, 0));
  });
});

describe('announcements', () => {
  it('tell of points and tiers by ids and numbers, in the shape of the contract', () => {
    const told = life().map((event) => announcements[event.type]?.(event)).filter((p) => p !== undefined);
    expect(told).toMatchObject([
      { type: PointsEarned.name, key: 'c1', data: { customerId: 'c1', visitId: 'v1', storeId: 's1', points: 600, earnedAt: settled.settledAt, ruleVersion: 'base-2' } },
      { type: TierChanged.name, key: 'c1', data: { from: 'regular', to: 'silver' } },
      { type: PointsEarned.name, data: { visitId: 'v2' } },
      { type: PointsReversed.name, data: { customerId: 'c1', visitId: 'v1', points: 600, reversedAt: NOW } },
    ]);
  });
});
