/* What one command writes: every entry is applied at once, so that the next sees it. */
import { optional } from '@chignon/eventing';
import { endOfDayAfter, endOfMonthAfter } from '../../rules/earning-rules.js';
import { type Entitlement, rootsOf } from './entitlement.js';
import { givenBack, type GivenBack, type Return } from './given-back.js';
import {
  due,
  type Lot,
  type LotLeft,
  type LotPart,
  partsToSpend,
  partsToTakeBack,
  sumOf,
  type TakenBack,
} from './lots.js';
import {
  apply,
  earlier,
  entitledTo,
  type NotedVisit,
  type PointsAccount,
  visitOf,
} from './points-account.js';
import type { Movement, PointsEvent, PointsReversed } from './points-events.js';
import type { Programme } from '../../rules/programme.js';
import { movesOf } from '../../tiers/standing.js';

/** Events being decided: each is applied at once, so that the next is decided on what it left. */
export class Entries {
  readonly events: PointsEvent[] = [];
  constructor(
    public state: PointsAccount,
    private readonly now: string,
  ) {}

  push(event: PointsEvent): void {
    this.state = apply(this.state, event);
    this.events.push(event);
  }

  /** Adds a movement of points and writes down the balance it leaves: available less debt. */
  add<T extends Movement['type']>(
    type: T,
    data: Omit<Extract<PointsEvent, { type: T }>['data'], 'balanceAfter'>,
    effectiveAt?: string,
  ): void {
    this.state = apply(this.state, { type, data });
    const full = { ...data, balanceAfter: this.state.available - this.state.debt };
    this.events.push({
      type,
      data: full,
      ...optional({ effectiveAt }),
    } as unknown as PointsEvent);
  }

  /** Moves the points of a visit to what it earns after one of its settlements. */
  follow(visitId: string, settlementNo: number): void {
    const visit = visitOf(this.state, visitId);
    const settlement = visit.settlements.get(settlementNo)!;
    const first = visit.settlements.get(1)!;
    const entitled = entitledTo(visit, settlementNo);
    const netCents =
      entitled.netCents - (settlementNo === 1 ? 0 : entitledTo(visit, settlementNo - 1).netCents);
    const { lots, back } = this.changes(visitId, visit, entitled, settlementNo);
    const points = sumOf(lots);
    if (sumOf([...back.lots, ...back.lapsed, ...back.owed]) > 0) {
      this.takeBack(back, {
        visitId,
        settlementNo,
        qualifyingCents: Math.max(0, -netCents),
        reversedAt: settlement.settledAt,
        notedAt: this.now,
      });
    }
    if (points > 0) {
      const { storeId, currency, settledAt } = settlement;
      this.add(
        'PointsEarned',
        {
          visitId,
          settlementNo,
          storeId,
          currency,
          ruleVersion: first.terms!.ruleVersion,
          netCents,
          qualifyingCents: netCents,
          points,
          lots,
          earnedAt: settledAt,
        },
        earlier(settledAt, this.now),
      );
    }
  }

  /** Line by line: a lot where the visit earns more than its lots of the line say, parts to take back where it earns less. */
  private changes(
    visitId: string,
    { settlements }: NotedVisit,
    { points }: Entitlement,
    settlementNo: number,
  ): { lots: Lot[]; back: TakenBack } {
    const first = settlements.get(1)!;
    const rootOf = rootsOf([...settlements.values()]);
    const own = new Map<string, LotLeft[]>();
    for (const lot of this.state.lots.filter((one) => one.visitId === visitId))
      own.set(rootOf(lot.lineId!), [...(own.get(rootOf(lot.lineId!)) ?? []), lot]);
    const lots: Lot[] = [];
    const back = { lots: [] as LotPart[], lapsed: [] as LotPart[], owed: [] as LotPart[] };
    for (const lineId of new Set([...points.keys(), ...own.keys()])) {
      const held = own.get(lineId) ?? [];
      const more =
        (points.get(lineId) ?? 0) - held.reduce((sum, lot) => sum + lot.points - lot.takenBack, 0);
      if (more > 0) {
        const { ruleVersion, priority, expiryMonths } = first.terms!;
        lots.push({
          lotId: `${visitId}:${settlementNo}:${lineId}`,
          visitId,
          lineId,
          storeId: first.storeId,
          points: more,
          ruleVersion,
          rulePriority: priority,
          earnedAt: first.settledAt,
          availableAt: settlements.get(settlementNo)!.settledAt,
          expiresAt:
            expiryMonths === null
              ? null
              : endOfMonthAfter(first.settledAt, first.zone, expiryMonths),
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

  takeBack(
    { lots, lapsed, owed }: TakenBack,
    why: Pick<
      PointsReversed['data'],
      'visitId' | 'settlementNo' | 'qualifyingCents' | 'reversedAt' | 'notedAt'
    >,
  ): void {
    this.add(
      'PointsReversed',
      { ...why, points: sumOf(lots), debt: sumOf(owed), lots, lapsed, owed },
      earlier(why.reversedAt, this.now),
    );
  }

  /** What the clock alone has brought about by now. Of the first tier nothing can be lost. */
  clock(programme: Programme): void {
    this.expire(this.now);
    if (this.state.tier !== 'regular') this.review(programme);
  }

  expire(now: string): void {
    for (const { expiredAt, parts } of due(this.state.lots, now))
      this.add('PointsExpired', { points: sumOf(parts), lots: parts, expiredAt }, expiredAt);
  }

  review(programme: Programme): void {
    for (const move of movesOf(this.state, programme, this.now)) {
      if (move.kind === 'notice')
        this.push({
          type: 'TierLossNoticed',
          data: { ...move.notice, ruleVersion: programme.version },
          effectiveAt: move.notice.checkedAt,
        });
      else
        this.push({
          type: 'TierChanged',
          data: {
            from: move.from,
            to: move.to,
            qualifyingCents: move.cents,
            currency: move.currency,
            ruleVersion: programme.version,
            changedAt: move.at,
          },
          effectiveAt: move.at,
        });
    }
  }

  /** How points that were spent, or kept, come back now. @param asked `forgiven`: of the debt that bills left so much is owed no more */
  giveBack(
    asked: Pick<Return, 'from' | 'points' | 'terms' | 'released' | 'name'> & { forgiven?: number },
  ): GivenBack {
    return givenBack(this.state.lots, {
      ...asked,
      debt: this.state.debt - (asked.forgiven ?? 0),
      overdrawn: this.state.overdrawn - (asked.forgiven ?? 0),
      graceTo: endOfDayAfter(this.now, this.state.zone, asked.terms.graceDays),
      now: this.now,
    });
  }

  /** Debt first: otherwise earning, spending and voiding in turn would be free points. */
  repay(): void {
    if (this.state.debt === 0) return;
    const lots = partsToSpend(this.state.lots, this.state.debt);
    if (lots.length === 0) return;
    // What bills were paid with comes last: it is spent, the rest is taken back.
    const points = sumOf(lots);
    const overdrawn = Math.max(0, points - (this.state.debt - this.state.overdrawn));
    this.add('DebtRepaid', { points, lots, ...(overdrawn === 0 ? {} : { overdrawn }) }, this.now);
  }
}
