/**
 * Points of one customer, chain-wide. Stream `points-<customerId>`: the ledger is the balance (LY-28).
 *
 * The one rule people get wrong: taking back points that were already spent must not make a lot or the balance negative,
 * and must not be forgotten either. What cannot be taken back is a debt, a number of its own (L2, R-LY-11a); while there
 * is a debt nothing is available, and the next points earned repay it first.
 *
 * At every revision: earned = available + redeemed + expired + reversed (L1), available = sum of the lots (L9).
 */
import { refused, invalid, type Decide, type DomainEvent, type Envelope, type Evolve, type Ledger } from '@chignon/eventing';
import { earn, type Settlement } from './earning-rules.js';
import { due, partsToSpend, sumOf, without, type Lot, type LotLeft, type LotPart } from './lots.js';
import { highestReached, rankOf, TIER_RULES_VERSION, type QualifyingSpend, type TierName } from './tiers.js';

/** A settlement earned points (0 when its net is below one point: it still counts for the tier). */
export type PointsEarned = DomainEvent<'PointsEarned', {
  visitId: string; settlementNo: number; storeId: string; ruleVersion: string; currency: string;
  netCents: number; qualifyingCents: number; points: number; lots: readonly Lot[]; earnedAt: string; balanceAfter: number;
}>;
/** Points were spent; the lots they came from are recorded, so that a refund can give back the same ones. */
export type PointsRedeemed = DomainEvent<'PointsRedeemed', { redemptionId: string; points: number; reason: string; storeId?: string; lots: readonly LotPart[]; balanceAfter: number }>;
/** A voided visit's points were taken back: `points` out of its own lots, `debt` could not be, for they were spent. Both 0: the visit had earned nothing here yet, and never will. */
export type PointsReversed = DomainEvent<'PointsReversed', { visitId: string; points: number; debt: number; qualifyingCents: number; lots: readonly LotPart[]; reversedAt: string; balanceAfter: number }>;
/** Points of other lots went against the debt. */
export type DebtRepaid = DomainEvent<'DebtRepaid', { points: number; lots: readonly LotPart[]; balanceAfter: number }>;
/** What was left in lots of one expiry instant is gone. Effective at that instant, whenever it was written down. */
export type PointsExpired = DomainEvent<'PointsExpired', { points: number; lots: readonly LotPart[]; expiredAt: string; balanceAfter: number }>;
/** The customer reached a higher tier, with the settlement that did it. */
export type TierChanged = DomainEvent<'TierChanged', { from: TierName; to: TierName; qualifyingCents: number; ruleVersion: string; changedAt: string }>;
export type PointsEvent = PointsEarned | PointsRedeemed | PointsReversed | DebtRepaid | PointsExpired | TierChanged;

/** A visit was settled. Once per visit and settlement number, whatever the command id. */
export interface EarnPoints extends Settlement { readonly type: 'EarnPoints' }
/** A visit never counted. Once per visit. */
export interface ReversePoints { readonly type: 'ReversePoints'; readonly visitId: string; readonly voidedAt: string }
/** Spend points; `points` a whole number above 0, `reason` a code. */
export interface RedeemPoints { readonly type: 'RedeemPoints'; readonly points: number; readonly reason: string; readonly storeId?: string }
/** Let what is over at `asOf` expire. Repeated, run twice at once or skipped for days: the same events (L11). */
export interface ExpirePoints { readonly type: 'ExpirePoints'; readonly asOf: string }
export type PointsCommand = EarnPoints | ReversePoints | RedeemPoints | ExpirePoints;

export interface PointsAccount {
  readonly customerId: string;
  /** Every lot ever: an empty one still knows what was spent of it. */
  readonly lots: readonly LotLeft[];
  readonly visits: Readonly<Record<string, { readonly settlements: readonly number[]; readonly reversed: boolean }>>;
  readonly qualifying: readonly QualifyingSpend[];
  readonly tier: TierName;
  /** Stores that issued points or took them: who may see the account. */
  readonly stores: readonly string[];
  readonly earned: number;
  readonly available: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly reversed: number;
  readonly debt: number;
}

const initial = (customerId: string): PointsAccount => ({
  customerId, lots: [], visits: {}, qualifying: [], tier: 'regular', stores: [],
  earned: 0, available: 0, redeemed: 0, expired: 0, reversed: 0, debt: 0,
});

const evolve: Evolve<PointsAccount, PointsEvent> = {
  PointsEarned: (s, { data }) => ({
    ...s,
    lots: [...s.lots, ...data.lots.map((lot) => ({ ...lot, remaining: lot.points, consumed: 0 }))],
    visits: { ...s.visits, [data.visitId]: { settlements: [...(s.visits[data.visitId]?.settlements ?? []), data.settlementNo], reversed: false } },
    qualifying: [...s.qualifying, { visitId: data.visitId, at: data.earnedAt, cents: data.qualifyingCents }],
    stores: withStore(s.stores, data.storeId),
    earned: s.earned + data.points,
    available: s.available + data.points,
  }),
  PointsRedeemed: (s, { data }) => ({
    ...s, lots: without(s.lots, data.lots, 'spent'), stores: withStore(s.stores, data.storeId),
    available: s.available - data.points, redeemed: s.redeemed + data.points,
  }),
  PointsReversed: (s, { data }) => ({
    ...s,
    lots: without(s.lots, data.lots, 'gone'),
    visits: { ...s.visits, [data.visitId]: { settlements: s.visits[data.visitId]?.settlements ?? [], reversed: true } },
    qualifying: s.qualifying.filter((spend) => spend.visitId !== data.visitId),
    available: s.available - data.points, reversed: s.reversed + data.points, debt: s.debt + data.debt,
  }),
  DebtRepaid: (s, { data }) => ({
    ...s, lots: without(s.lots, data.lots, 'spent'),
    available: s.available - data.points, reversed: s.reversed + data.points, debt: s.debt - data.points,
  }),
  PointsExpired: (s, { data }) => ({
    ...s, lots: without(s.lots, data.lots, 'gone'), available: s.available - data.points, expired: s.expired + data.points,
  }),
  TierChanged: (s, { data }) => ({ ...s, tier: data.to }),
};

const decide: Decide<PointsAccount, PointsCommand, PointsEvent> = {
  EarnPoints: (state, command, facts) => {
    const visit = state.visits[command.visitId];
    if (visit?.reversed || visit?.settlements.includes(command.settlementNo)) return [];
    const earning = earn(command);
    if (!earning) return [];
    const log = new Entries(state);
    const { visitId, settlementNo, storeId, currency, settledAt } = command;
    log.add('PointsEarned', { visitId, settlementNo, storeId, currency, ...earning, earnedAt: settledAt }, settledAt);
    const reached = highestReached(log.state.qualifying, settledAt);
    if (reached && rankOf(reached.tier) > rankOf(state.tier)) {
      log.push({ type: 'TierChanged', data: { from: state.tier, to: reached.tier, qualifyingCents: reached.cents, ruleVersion: TIER_RULES_VERSION, changedAt: reached.at }, effectiveAt: reached.at });
    }
    // A visit heard years late may bring points that are over already: they stand in the ledger, and leave it, in one append.
    log.expire(facts.now());
    log.repay(later(facts.now(), settledAt));
    return log.events;
  },
  ReversePoints: (state, { visitId, voidedAt }, facts) => {
    if (state.visits[visitId]?.reversed) return [];
    const log = new Entries(state);
    log.expire(facts.now());
    const own = log.state.lots.filter((lot) => lot.visitId === visitId);
    const lots = own.filter((lot) => lot.remaining > 0).map((lot) => ({ lotId: lot.lotId, points: lot.remaining }));
    const debt = own.reduce((sum, lot) => sum + lot.consumed, 0);
    const qualifyingCents = state.qualifying.reduce((sum, spend) => (spend.visitId === visitId ? sum + spend.cents : sum), 0);
    log.add('PointsReversed', { visitId, points: sumOf(lots), debt, qualifyingCents, lots, reversedAt: voidedAt }, voidedAt);
    log.repay(later(facts.now(), voidedAt));
    return log.events;
  },
  RedeemPoints: (state, { points, reason, storeId }, facts) => {
    if (!Number.isSafeInteger(points) || points < 1) throw invalid('points-invalid', 'Points are whole numbers above zero.', { field: 'points', expected: 'a whole number above 0' });
    const log = new Entries(state);
    log.expire(facts.now());
    const { available } = log.state;
    if (points > available) throw refused('points-insufficient', `The account has ${available} points to spend.`, { field: 'points', available, debt: log.state.debt });
    log.add('PointsRedeemed', { redemptionId: facts.newId(), points, reason, ...(storeId === undefined ? {} : { storeId }), lots: partsToSpend(log.state.lots, points) });
    return log.events;
  },
  ExpirePoints: (state, { asOf }) => {
    const log = new Entries(state);
    log.expire(asOf);
    return log.events;
  },
};

/** Category `points`, key = the customer id. */
export const points: Ledger<PointsAccount, PointsCommand, PointsEvent> = { category: 'points', initial, evolve, decide };

/** The account as it stood at an instant (ISO UTC): what had become true by then, and what was over by then. */
export function accountAt(customerId: string, history: readonly Envelope[], at: string): PointsAccount {
  const state = history.filter((event) => event.meta.effectiveAt <= at).reduce(apply, initial(customerId));
  const log = new Entries(state);
  log.expire(at);
  return log.state;
}

const apply = (state: PointsAccount, event: Pick<Envelope, 'type' | 'data'>): PointsAccount =>
  (evolve as unknown as Record<string, (s: PointsAccount, e: Pick<Envelope, 'type' | 'data'>) => PointsAccount>)[event.type]!(state, event);

/** Events being decided: each is applied at once, so that the next is decided on what it left. */
class Entries {
  readonly events: PointsEvent[] = [];
  constructor(public state: PointsAccount) {}

  push(event: PointsEvent): void {
    this.state = apply(this.state, event);
    this.events.push(event);
  }

  /** Adds a movement of points and writes down the balance it leaves: available less debt. */
  add<T extends Exclude<PointsEvent, TierChanged>['type']>(type: T, data: Omit<Extract<PointsEvent, { type: T }>['data'], 'balanceAfter'>, effectiveAt?: string): void {
    this.state = apply(this.state, { type, data });
    const full = { ...data, balanceAfter: this.state.available - this.state.debt };
    this.events.push({ type, data: full, ...(effectiveAt === undefined ? {} : { effectiveAt }) } as PointsEvent);
  }

  expire(now: string): void {
    for (const { expiredAt, parts } of due(this.state.lots, now)) this.add('PointsExpired', { points: sumOf(parts), lots: parts, expiredAt }, expiredAt);
  }

  /** Debt first: otherwise earning, spending and voiding in turn would be free points. */
  repay(at: string): void {
    const lots = partsToSpend(this.state.lots, this.state.debt);
    if (lots.length > 0) this.add('DebtRepaid', { points: sumOf(lots), lots }, at);
  }
}

const later = (a: string, b: string): string => (a > b ? a : b);
const withStore = (stores: readonly string[], storeId: string | undefined): readonly string[] =>
  storeId === undefined || stores.includes(storeId) ? stores : [...stores, storeId];
