/**
 * Points of one customer, chain-wide. Stream `points-<customerId>`: the ledger is the balance (LY-28).
 *
 * Every settlement of a visit is noted as it is heard, in any order; the points follow the net of all of them, line by
 * line. Settlements count in the order of their numbers: one that is heard too early waits in the ledger, and the same
 * movements follow once those before it are there.
 *
 * The one rule people get wrong: taking back points that were already spent must not make a lot or the balance negative,
 * and must not be forgotten either. What cannot be taken back is a debt, a number of its own (L2, R-LY-11a); while there
 * is a debt nothing is available, and the next points earned repay it first.
 *
 * At every revision: earned = available + redeemed + expired + reversed (L1), available = sum of the lots (L9).
 */
import { refused, invalid, type Decide, type DomainEvent, type Envelope, type Evolve, type Ledger } from '@chignon/eventing';
import { earningTerms, endOfMonthAfter, termsBeforeCurrencies, type EarningTerms } from './earning-rules.js';
import { entitlement, rootsOf, type Entitlement, type NotedSettlement } from './entitlement.js';
import { afterTakingBack, due, isOpen, partsToSpend, partsToTakeBack, sumOf, without, type Lot, type LotLeft, type LotPart, type TakenBack } from './lots.js';
import type { Programme } from './programme.js';
import { movesOf, type StandingFacts } from './standing.js';
import type { QualifyingSpend, TierName, TierNotice } from './tiers.js';

/** A settlement of a visit was heard. Whatever it changes of the points follows in the same append. */
export type SettlementNoted = DomainEvent<'SettlementNoted', NotedSettlement & {
  /** What the visit earns by, from its first settlement; absent: it earns nothing, for the programme has no terms in its currency. */
  terms?: EarningTerms;
  notedAt: string;
}>;
/** A visit earned points: by its bill, or because a correction raised it. Events of before `SettlementNoted` stand alone, and also for a net below one point. */
export type PointsEarned = DomainEvent<'PointsEarned', {
  visitId: string; settlementNo: number; storeId: string; ruleVersion: string; currency: string;
  netCents: number; qualifyingCents: number; points: number; lots: readonly Lot[]; earnedAt: string; balanceAfter: number;
}>;
/** Points were spent; the lots they came from are recorded, so that a refund can give back the same ones. */
export type PointsRedeemed = DomainEvent<'PointsRedeemed', { redemptionId: string; points: number; reason: string; storeId?: string; lots: readonly LotPart[]; balanceAfter: number }>;
/**
 * Points that a visit no longer earns were taken back: `points` out of its own lots, `debt` could not be, for they were
 * spent. With `settlementNo`: because of that refund or correction. Without: the visit was voided, and nothing of it
 * counts any more; both may be 0.
 */
export type PointsReversed = DomainEvent<'PointsReversed', {
  visitId: string; settlementNo?: number; points: number; debt: number; qualifyingCents: number; lots: readonly LotPart[];
  /** Parts of the lots that had expired, and that had been spent; absent in voids of older releases: all of the visit. */
  lapsed?: readonly LotPart[]; owed?: readonly LotPart[];
  reversedAt: string; notedAt?: string; balanceAfter: number;
}>;
/** Points of other lots went against the debt. */
export type DebtRepaid = DomainEvent<'DebtRepaid', { points: number; lots: readonly LotPart[]; balanceAfter: number }>;
/** What was left in lots of one expiry instant is gone. Effective at that instant, whenever it was written down. */
export type PointsExpired = DomainEvent<'PointsExpired', { points: number; lots: readonly LotPart[]; expiredAt: string; balanceAfter: number }>;
/** The customer reached a higher tier, with the settlement that did it, or lost one. `qualifyingCents` in minor units of `currency`; before it was said, in hundredths of any currency's unit. */
export type TierChanged = DomainEvent<'TierChanged', { from: TierName; to: TierName; qualifyingCents: number; currency?: string; ruleVersion: string; changedAt: string }>;
/** At the end of a month the spend no longer carried the tier: it falls at `dropsAt` unless `missingCents` are spent before (R-LY-14). */
export type TierLossNoticed = DomainEvent<'TierLossNoticed', TierNotice & { ruleVersion: string }>;
export type PointsEvent = SettlementNoted | PointsEarned | PointsRedeemed | PointsReversed | DebtRepaid | PointsExpired | TierChanged | TierLossNoticed;
/** Those that move points, and say what they leave. */
type Movement = Exclude<PointsEvent, SettlementNoted | TierChanged | TierLossNoticed>;

/** A visit was settled, refunded or corrected. Once per visit and settlement number, whatever the command id. */
export interface NoteSettlement extends NotedSettlement { readonly type: 'NoteSettlement'; readonly programme: Programme }
/** A visit never counted. Once per visit. */
export interface ReversePoints { readonly type: 'ReversePoints'; readonly visitId: string; readonly voidedAt: string; readonly programme: Programme }
/** Spend points; `points` a whole number above 0, `reason` a code. */
export interface RedeemPoints { readonly type: 'RedeemPoints'; readonly points: number; readonly reason: string; readonly storeId?: string }
/** Let what is over at `asOf` expire. Repeated, run twice at once or skipped for days: the same events (L11). */
export interface ExpirePoints { readonly type: 'ExpirePoints'; readonly asOf: string }
/** Give the notices and let fall the tiers that are due at `asOf`. As above (L11). */
export interface ReviewTier { readonly type: 'ReviewTier'; readonly asOf: string; readonly programme: Programme }
export type PointsCommand = NoteSettlement | ReversePoints | RedeemPoints | ExpirePoints | ReviewTier;

/** What is known of one visit. */
interface NotedVisit {
  readonly settlements: ReadonlyMap<number, SettlementNoted['data']>;
  /** Highest settlement whose points were earned before settlements were noted; 0: none. */
  readonly earnedBefore: number;
  readonly voided: boolean;
}
const UNHEARD: NotedVisit = { settlements: new Map(), earnedBefore: 0, voided: false };

export interface PointsAccount extends StandingFacts {
  readonly customerId: string;
  /** Every lot ever: an empty one still knows what was spent of it. */
  readonly lots: readonly LotLeft[];
  readonly visits: ReadonlyMap<string, NotedVisit>;
  /** Stores that settled bills or took points: who may see the account. */
  readonly stores: readonly string[];
  /** Currencies of bills in which the programme gave nothing. */
  readonly unrewarded: readonly string[];
  readonly earned: number;
  /** Left in the lots, those included whose points may be spent later only. */
  readonly available: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly reversed: number;
  readonly debt: number;
}

const initial = (customerId: string): PointsAccount => ({
  customerId, lots: [], visits: new Map(), qualifying: [], tier: 'regular', zone: 'UTC', stores: [], unrewarded: [],
  earned: 0, available: 0, redeemed: 0, expired: 0, reversed: 0, debt: 0,
});

const evolve: Evolve<PointsAccount, PointsEvent> = {
  SettlementNoted: (s, { data }) => {
    const before = visitOf(s, data.visitId);
    const visit = { ...before, settlements: new Map(before.settlements).set(data.settlementNo, data) };
    const next = {
      ...s, visits: withVisit(s, data.visitId, visit), stores: withOne(s.stores, data.storeId), zone: data.zone,
      unrewarded: data.terms || data.settlementNo > 1 ? s.unrewarded : withOne(s.unrewarded, data.currency),
    };
    const counted = countedOf(visit);
    if (visit.voided || counted < Math.max(1, visit.earnedBefore)) return next;
    const first = visit.settlements.get(1)!;
    const { netCents } = entitledTo(visit, counted);
    return withSpend(next, { visitId: data.visitId, at: first.settledAt, currency: first.currency, cents: netCents }, data.notedAt);
  },
  PointsEarned: (s, { data }) => {
    const visit = visitOf(s, data.visitId);
    const noted = visit.settlements.has(data.settlementNo);
    return {
      ...s,
      lots: [...s.lots, ...data.lots.map((lot) => ({ ...lot, remaining: lot.points, consumed: 0, takenBack: 0 }))],
      ...(noted ? {} : {
        visits: withVisit(s, data.visitId, { ...visit, earnedBefore: Math.max(visit.earnedBefore, data.settlementNo) }),
        qualifying: [...s.qualifying, { visitId: data.visitId, at: data.earnedAt, currency: data.currency, cents: data.netCents }],
      }),
      stores: withOne(s.stores, data.storeId),
      earned: s.earned + data.points,
      available: s.available + data.points,
    };
  },
  PointsRedeemed: (s, { data }) => ({
    ...s, lots: without(s.lots, data.lots, 'spent'), stores: data.storeId === undefined ? s.stores : withOne(s.stores, data.storeId),
    available: s.available - data.points, redeemed: s.redeemed + data.points,
  }),
  PointsReversed: (s, { data }) => {
    const { visitId, settlementNo, points, debt, lots, lapsed, owed, notedAt = data.reversedAt } = data;
    const next = {
      ...s,
      lots: lapsed && owed ? afterTakingBack(s.lots, { lots, lapsed, owed }) : s.lots.map((lot) => (lot.visitId === visitId ? { ...lot, remaining: 0, consumed: 0, takenBack: lot.points } : lot)),
      available: s.available - points, reversed: s.reversed + points, debt: s.debt + debt,
    };
    if (settlementNo !== undefined) return next;
    return { ...withSpend(next, { visitId, at: '', currency: '', cents: 0 }, notedAt), visits: withVisit(s, visitId, { ...visitOf(s, visitId), voided: true }) };
  },
  DebtRepaid: (s, { data }) => ({
    ...s, lots: without(s.lots, data.lots, 'spent'),
    available: s.available - data.points, reversed: s.reversed + data.points, debt: s.debt - data.points,
  }),
  PointsExpired: (s, { data }) => ({
    ...s, lots: without(s.lots, data.lots, 'gone'), available: s.available - data.points, expired: s.expired + data.points,
  }),
  TierChanged: (s, { data }) => ({ ...s, tier: data.to, tierSince: data.changedAt }),
  TierLossNoticed: (s, { data }) => ({ ...s, noticedAt: data.checkedAt }),
};

const decide: Decide<PointsAccount, PointsCommand, PointsEvent> = {
  NoteSettlement: (state, { type: _, programme, ...settlement }, facts) => {
    const { visitId, settlementNo, currency, settledAt } = settlement;
    const visit = visitOf(state, visitId);
    if (visit.voided || visit.settlements.has(settlementNo)) return [];
    const now = facts.now();
    const log = new Entries(state, now);
    log.clock(programme);
    const terms = visit.earnedBefore > 0 ? termsBeforeCurrencies(currency, settledAt) : earningTerms(currency, settledAt, programme);
    log.push({ type: 'SettlementNoted', data: { ...settlement, ...(terms && { terms }), notedAt: now }, effectiveAt: earlier(settledAt, now) });
    const heard = visitOf(log.state, visitId);
    for (let no = Math.max(countedOf(visit) + 1, visit.earnedBefore, 1); no <= countedOf(heard); no++) log.follow(visitId, no);
    log.review(programme);
    // A visit heard years late may bring points that are over already: they stand in the ledger, and leave it, in one append.
    log.expire(now);
    log.repay();
    return log.events;
  },
  ReversePoints: (state, { visitId, voidedAt, programme }, facts) => {
    if (visitOf(state, visitId).voided) return [];
    const now = facts.now();
    const log = new Entries(state, now);
    log.clock(programme);
    const own = log.state.lots.filter((lot) => lot.visitId === visitId);
    const qualifyingCents = log.state.qualifying.reduce((sum, spend) => (spend.visitId === visitId ? sum + spend.cents : sum), 0);
    log.takeBack(partsToTakeBack(own, sumOf(own)), { visitId, qualifyingCents, reversedAt: voidedAt, notedAt: now });
    log.clock(programme);
    log.repay();
    return log.events;
  },
  RedeemPoints: (state, { points, reason, storeId }, facts) => {
    if (!Number.isSafeInteger(points) || points < 1) throw invalid('points-invalid', 'Points are whole numbers above zero.', { field: 'points', expected: 'a whole number above 0' });
    const now = facts.now();
    const log = new Entries(state, now);
    log.expire(now);
    const open = log.state.lots.filter((lot) => isOpen(lot, now));
    const available = sumOf(open.map((lot) => ({ points: lot.remaining })));
    if (points > available) throw refused('points-insufficient', `The account has ${available} points to spend.`, { field: 'points', available, debt: log.state.debt });
    log.add('PointsRedeemed', { redemptionId: facts.newId(), points, reason, ...(storeId === undefined ? {} : { storeId }), lots: partsToSpend(open, points) });
    return log.events;
  },
  ExpirePoints: (state, { asOf }) => {
    const log = new Entries(state, asOf);
    log.expire(asOf);
    return log.events;
  },
  ReviewTier: (state, { asOf, programme }) => {
    const log = new Entries(state, asOf);
    log.review(programme);
    return log.events;
  },
};

/** Category `points`, key = the customer id. */
export const points: Ledger<PointsAccount, PointsCommand, PointsEvent> = { category: 'points', initial, evolve, decide };

/** The account as it stood at an instant (ISO UTC): what had become true by then, and what was over by then. */
export function accountAt(customerId: string, history: readonly Envelope[], at: string): PointsAccount {
  // Nothing becomes true later than it was written down: points of a bill that lies ahead are there, and wait in their lots.
  const state = history.filter(({ meta }) => earlier(meta.effectiveAt, meta.recordedAt) <= at).reduce(apply, initial(customerId));
  return settledAt(state, at);
}

/** The account with everything that is over at an instant, also where no run has written it down yet. */
export function settledAt(state: PointsAccount, at: string): PointsAccount {
  const log = new Entries(state, at);
  log.expire(at);
  return log.state;
}

/** Settlements that count: those without a gap from number 1 on. */
function countedOf({ settlements }: NotedVisit): number {
  let counted = 0;
  while (settlements.has(counted + 1)) counted++;
  return counted;
}

/** What a visit has earned after its settlements up to a number. */
function entitledTo({ settlements }: NotedVisit, upTo: number): Entitlement {
  const counted = Array.from({ length: upTo }, (_, i) => settlements.get(i + 1)!);
  return entitlement(counted, counted[0]?.terms);
}

const apply = (state: PointsAccount, event: Pick<Envelope, 'type' | 'data'>): PointsAccount =>
  (evolve as unknown as Record<string, (s: PointsAccount, e: Pick<Envelope, 'type' | 'data'>) => PointsAccount>)[event.type]!(state, event);

/** Events being decided: each is applied at once, so that the next is decided on what it left. */
class Entries {
  readonly events: PointsEvent[] = [];
  constructor(public state: PointsAccount, private readonly now: string) {}

  push(event: PointsEvent): void {
    this.state = apply(this.state, event);
    this.events.push(event);
  }

  /** Adds a movement of points and writes down the balance it leaves: available less debt. */
  add<T extends Movement['type']>(type: T, data: Omit<Extract<PointsEvent, { type: T }>['data'], 'balanceAfter'>, effectiveAt?: string): void {
    this.state = apply(this.state, { type, data });
    const full = { ...data, balanceAfter: this.state.available - this.state.debt };
    this.events.push({ type, data: full, ...(effectiveAt === undefined ? {} : { effectiveAt }) } as PointsEvent);
  }

  /** Moves the points of a visit to what it earns after one of its settlements. */
  follow(visitId: string, settlementNo: number): void {
    const visit = visitOf(this.state, visitId);
    const settlement = visit.settlements.get(settlementNo)!;
    const first = visit.settlements.get(1)!;
    const entitled = entitledTo(visit, settlementNo);
    const netCents = entitled.netCents - (settlementNo === 1 ? 0 : entitledTo(visit, settlementNo - 1).netCents);
    const { lots, back } = this.changes(visitId, visit, entitled, settlementNo);
    const points = sumOf(lots);
    if (sumOf([...back.lots, ...back.lapsed, ...back.owed]) > 0) {
      this.takeBack(back, { visitId, settlementNo, qualifyingCents: Math.max(0, -netCents), reversedAt: settlement.settledAt, notedAt: this.now });
    }
    if (points > 0) {
      const { storeId, currency, settledAt } = settlement;
      this.add('PointsEarned', { visitId, settlementNo, storeId, currency, ruleVersion: first.terms!.ruleVersion, netCents, qualifyingCents: netCents, points, lots, earnedAt: settledAt }, earlier(settledAt, this.now));
    }
  }

  /** Line by line: a lot where the visit earns more than its lots of the line say, parts to take back where it earns less. */
  private changes(visitId: string, { settlements }: NotedVisit, { points }: Entitlement, settlementNo: number): { lots: Lot[]; back: TakenBack } {
    const first = settlements.get(1)!;
    const rootOf = rootsOf([...settlements.values()]);
    const own = new Map<string, LotLeft[]>();
    for (const lot of this.state.lots.filter((one) => one.visitId === visitId)) own.set(rootOf(lot.lineId), [...(own.get(rootOf(lot.lineId)) ?? []), lot]);
    const lots: Lot[] = [];
    const back = { lots: [] as LotPart[], lapsed: [] as LotPart[], owed: [] as LotPart[] };
    for (const lineId of new Set([...points.keys(), ...own.keys()])) {
      const held = own.get(lineId) ?? [];
      const more = (points.get(lineId) ?? 0) - held.reduce((sum, lot) => sum + lot.points - lot.takenBack, 0);
      if (more > 0) {
        const { ruleVersion, priority, expiryMonths } = first.terms!;
        lots.push({
          lotId: `${visitId}:${settlementNo}:${lineId}`, visitId, lineId, storeId: first.storeId, points: more, ruleVersion, rulePriority: priority,
          earnedAt: first.settledAt, availableAt: settlements.get(settlementNo)!.settledAt, expiresAt: expiryMonths === null ? null : endOfMonthAfter(first.settledAt, first.zone, expiryMonths),
        });
      } else if (more < 0) {
        const parts = partsToTakeBack(held, -more);
        back.lots.push(...parts.lots);
        back.lapsed.push(...parts.lapsed);
        back.owed.push(...parts.owed);
      }
    }
    return { lots, back };
  }

  takeBack({ lots, lapsed, owed }: TakenBack, why: Pick<PointsReversed['data'], 'visitId' | 'settlementNo' | 'qualifyingCents' | 'reversedAt' | 'notedAt'>): void {
    this.add('PointsReversed', { ...why, points: sumOf(lots), debt: sumOf(owed), lots, lapsed, owed }, earlier(why.reversedAt, this.now));
  }

  /** What the clock alone has brought about by now. Of the first tier nothing can be lost. */
  clock(programme: Programme): void {
    this.expire(this.now);
    if (this.state.tier !== 'regular') this.review(programme);
  }

  expire(now: string): void {
    for (const { expiredAt, parts } of due(this.state.lots, now)) this.add('PointsExpired', { points: sumOf(parts), lots: parts, expiredAt }, expiredAt);
  }

  review(programme: Programme): void {
    for (const move of movesOf(this.state, programme, this.now)) {
      if (move.kind === 'notice') this.push({ type: 'TierLossNoticed', data: { ...move.notice, ruleVersion: programme.version }, effectiveAt: move.notice.checkedAt });
      else this.push({ type: 'TierChanged', data: { from: move.from, to: move.to, qualifyingCents: move.cents, currency: move.currency, ruleVersion: programme.version, changedAt: move.at }, effectiveAt: move.at });
    }
  }

  /** Debt first: otherwise earning, spending and voiding in turn would be free points. */
  repay(): void {
    if (this.state.debt === 0) return;
    const lots = partsToSpend(this.state.lots, this.state.debt);
    if (lots.length > 0) this.add('DebtRepaid', { points: sumOf(lots), lots }, this.now);
  }
}

const earlier = (a: string, b: string): string => (a < b ? a : b);
const visitOf = (state: PointsAccount, visitId: string): NotedVisit => state.visits.get(visitId) ?? UNHEARD;
const withVisit = (state: PointsAccount, visitId: string, visit: NotedVisit): PointsAccount['visits'] => new Map(state.visits).set(visitId, visit);
const withOne = (all: readonly string[], one: string): readonly string[] => (all.includes(one) ? all : [...all, one]);

/** The account with a visit's spend in place of what it said before; nothing when it is 0. A spend that falls is remembered: it lowers a tier at the next check only (R-LY-16). */
function withSpend<S extends StandingFacts>(state: S, spend: QualifyingSpend, notedAt: string): S {
  const before = state.qualifying.filter(({ visitId }) => visitId === spend.visitId).reduce((sum, { cents }) => sum + cents, 0);
  const others = state.qualifying.filter(({ visitId }) => visitId !== spend.visitId);
  return { ...state, qualifying: spend.cents > 0 ? [...others, spend] : others, ...(spend.cents < before ? { loweredAt: notedAt } : {}) };
}
