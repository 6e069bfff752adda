import { optional } from '@chignon/eventing';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import type { NoteSettlement, PointsCommand, PointsEvent } from './points-events.js';
import { points } from './points-ledger.js';
import { DEFAULT_PROGRAMME } from '../../rules/programme.js';

/** When everything is decided. */
export const NOW = '2026-06-01T10:00:00.000Z';

/** The clock and ids of a spec. */
export const facts = () => fixedFacts(NOW);

/** A line of a bill, in cents. */
export const line = (lineId: string, netCents: number, refersTo?: string) => ({
  lineId,
  kind: 'service',
  quantityMilli: netCents < 0 ? -1000 : 1000,
  netCents,
  earning: true,
  ...optional({ refersTo }),
});

/** A visit whose bill was settled. */
export const settled = (
  visitId: string,
  euros: number,
  settledAt = '2026-03-10T18:00:00.000Z',
  change: Partial<NoteSettlement> = {},
): NoteSettlement => ({
  type: 'NoteSettlement',
  programme: DEFAULT_PROGRAMME,
  visitId,
  settlementNo: 1,
  storeId: 's1',
  zone: 'Europe/Paris',
  settledAt,
  currency: 'EUR',
  imported: false,
  lines: [line('l1', euros * 100)],
  tenders: [],
  ...change,
});

/** A later settlement of a visit, on 1 May. */
export const later = (visitId: string, settlementNo: number, ...lines: ReturnType<typeof line>[]) =>
  settled(visitId, 0, '2026-05-01T10:00:00.000Z', { settlementNo, lines });
/** A refund of this many euros, by a later settlement. */
export const refunded = (visitId: string, settlementNo: number, euros: number, of = 'l1') =>
  later(visitId, settlementNo, line(`${of}-r${settlementNo}`, -Math.round(euros * 100), of));
/** Plays commands one after another and returns all events. */
export const play = (before: readonly PointsEvent[], ...commands: PointsCommand[]): PointsEvent[] =>
  commands.reduce<PointsEvent[]>(
    (events, command) => [
      ...events,
      ...(given(points, 'c1', events).when(command, facts()).events() as PointsEvent[]),
    ],
    [...before],
  );
/** The events of these commands, from a new account on. */
export const played = (...commands: PointsCommand[]): PointsEvent[] => play([], ...commands);

/** What moved points, without what was noted. */
export const moved = (events: readonly PointsEvent[]): PointsEvent[] =>
  events.filter((event) => event.type !== 'SettlementNoted');
/** Points that are spent. */
export const redeem = (n: number) => ({ type: 'RedeemPoints' as const, points: n, reason: 'gift' });

/** A visit that was voided. */
export const voided = (visitId: string) => ({
  type: 'ReversePoints' as const,
  visitId,
  voidedAt: '2026-05-01T10:00:00.000Z',
  programme: DEFAULT_PROGRAMME,
});

/** The account after these events. */
export const account = (events: readonly PointsEvent[]) => stateAfter(points, 'c1', events);
