/**
 * Tiers by qualifying spend within a rolling twelve months (LY-06). Pure. Qualifying is not spendable: redeeming or
 * expiring points never touches a tier (R-LY-13).
 *
 * Up at once, down slowly (R-LY-14). A tier holds for twelve months from the day it was reached. At the end of each month
 * after that (local midnight) the twelve months before it are looked at; when they no longer carry the tier, the customer
 * is given notice with what is missing, and 60 days later the tier becomes what the twelve months before that day carry.
 * Spend is never added over currencies: the tier is the highest that one currency reaches.
 */
import { optional } from '@chignon/eventing';
import { Temporal } from 'temporal-polyfill';
import {
  rankOf,
  termsIn,
  thresholdOf,
  TIERS,
  type Programme,
  type ReachedTier,
  type TierName,
} from '../rules/programme.js';

/** Days between the notice and the fall. */
export const GRACE_DAYS = 60;
const VALID_MONTHS = 12;

/** What one visit contributes: the net of all its settlements, on the day of the first (R-LY-16). */
export interface QualifyingSpend {
  readonly visitId: string;
  /** ISO UTC, when it was first settled. */
  readonly at: string;
  readonly currency: string;
  /** Minor units of the currency. */
  readonly cents: number;
}

/** What carries a tier, or is missing to it, in the currency that is nearest to it. */
export interface Carried {
  readonly currency: string;
  /** Spend in the window. */
  readonly cents: number;
}

/** A tier will be lost unless `missingCents` are spent before `dropsAt`. */
export interface TierNotice {
  readonly tier: TierName;
  /** The end of the month that was looked at, and the end of the grace: ISO UTC, both local midnight. */
  readonly checkedAt: string;
  readonly dropsAt: string;
  readonly currency: string;
  readonly missingCents: number;
}

/** A step of a customer's standing: up with a settlement, down at the end of the grace. */
export interface TierStep extends Carried {
  readonly at: string;
  readonly from: TierName;
  readonly to: TierName;
}

/** The same instant one year before. As text: 29 February becomes a day that does not exist but sorts where it should. */
const yearBefore = (instant: string): string =>
  String(Number(instant.slice(0, 4)) - 1).padStart(4, '0') + instant.slice(4);

/** Spend in the twelve months that end with `at`, inclusive, by currency in order of the alphabet. */
export const qualifyingAt = (spends: readonly QualifyingSpend[], at: string): Carried[] =>
  new Window(spends).to(at);

/** The twelve months that end with an instant that only moves on. */
class Window {
  private readonly spends: readonly QualifyingSpend[];
  private readonly sums = new Map<string, number>();
  private entered = 0;
  private left = 0;

  constructor(spends: readonly QualifyingSpend[]) {
    this.spends = spends.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  }

  to(at: string): Carried[] {
    const after = yearBefore(at);
    const add = ({ currency, cents }: QualifyingSpend, sign: 1 | -1) =>
      this.sums.set(currency, (this.sums.get(currency) ?? 0) + sign * cents);
    for (
      let next = this.spends[this.entered];
      next && next.at <= at;
      next = this.spends[++this.entered]
    )
      add(next, 1);
    for (
      let next = this.spends[this.left];
      next && this.left < this.entered && next.at <= after;
      next = this.spends[++this.left]
    )
      add(next, -1);
    const carried: Carried[] = [];
    for (const [currency, cents] of this.sums) if (cents > 0) carried.push({ currency, cents });
    return carried.length > 1
      ? carried.sort((a, b) => (a.currency < b.currency ? -1 : 1))
      : carried;
  }
}

/** Highest first, without the first one. */
const ABOVE_FIRST = ['diamond', 'gold', 'silver'] as const satisfies readonly ReachedTier[];

/** The highest tier that the spend in one currency reaches, and that currency; undefined while it reaches none. */
export function tierFor(
  spend: readonly Carried[],
  programme: Programme,
): (Carried & { readonly tier: TierName }) | undefined {
  let best: (Carried & { readonly tier: TierName }) | undefined;
  for (const { currency, cents } of spend) {
    const tiers = termsIn(programme, currency)?.tiers;
    const tier = tiers && ABOVE_FIRST.find((one) => cents >= (tiers[one] ?? Infinity));
    if (tier && (!best || rankOf(tier) > rankOf(best.tier))) best = { tier, currency, cents };
  }
  return best;
}

/** What is missing to a tier in the currency that has come furthest towards it; of equals, and without any spend, `otherwise` or the first that has the tier. */
export function missingTo(
  tier: TierName,
  spend: readonly Carried[],
  programme: Programme,
  otherwise?: string,
): { currency: string; missingCents: number } | undefined {
  const currencies = programme.currencies
    .map(({ currency }) => currency)
    .filter((currency) => thresholdOf(programme, currency, tier) !== undefined);
  const first = currencies.includes(otherwise ?? '') ? otherwise! : currencies[0];
  if (first === undefined) return undefined;
  const centsIn = (currency: string) => spend.find((one) => one.currency === currency)?.cents ?? 0;
  const nearest = currencies.reduce(
    (best, currency) =>
      centsIn(currency) / thresholdOf(programme, currency, tier)! >
      centsIn(best) / thresholdOf(programme, best, tier)!
        ? currency
        : best,
    first,
  );
  return {
    currency: nearest,
    missingCents: Math.max(0, thresholdOf(programme, nearest, tier)! - centsIn(nearest)),
  };
}

/** The next tier up and what is missing to it, or undefined at the top. */
export function nextTier(
  tier: TierName,
  spend: readonly Carried[],
  programme: Programme,
  otherwise?: string,
): { tier: TierName; currency: string; missingCents: number } | undefined {
  const next = TIERS[rankOf(tier) + 1];
  const missing = next && missingTo(next, spend, programme, otherwise);
  return missing && { tier: next, ...missing };
}

/** Where a customer stands at an instant, and how that came about. */
export interface Standing {
  readonly tier: TierName;
  /** Absent while it is the first and none was ever lost. */
  readonly since?: string;
  readonly steps: readonly TierStep[];
  /** Every notice given, oldest first. */
  readonly notices: readonly TierNotice[];
  /** The one that runs. */
  readonly notice?: TierNotice;
}

/**
 * The standing that these spends give, as if each had been heard on its own day: it does not depend on the order of
 * hearing, and a history heard years late makes nobody a VIP who has left.
 * @param zone IANA, of the store whose midnight ends a month
 * @param at ISO UTC; spends after it do not count
 */
export function standingAt(
  spends: readonly QualifyingSpend[],
  programme: Programme,
  zone: string,
  at: string,
): Standing {
  const window = new Window(spends);
  const steps: TierStep[] = [];
  const notices: TierNotice[] = [];
  let [tier, currency, check]: [TierName, string, string] = ['regular', '', ''];
  let notice: TierNotice | undefined;
  const carriedAt = (instant: string) => {
    const spend = window.to(instant);
    return { spend, reached: tierFor(spend, programme) };
  };
  /** From here on the tier holds for twelve months; the end of the month after them is the first that is looked at. */
  const holdFrom = (instant: string) => {
    notice = undefined;
    check = monthEndAfter(monthsAfter(instant, zone, VALID_MONTHS), zone);
  };
  const step = (when: string, to: TierName, carried: Carried) => {
    steps.push({ at: when, from: tier, to, currency: carried.currency, cents: carried.cents });
    [tier, currency] = [to, carried.currency];
    holdFrom(when);
  };
  /** Ends of months, notices and falls up to an instant. */
  const clockTo = (until: string) => {
    while (tier !== 'regular' && (notice?.dropsAt ?? check) <= until) {
      const now = notice?.dropsAt ?? check;
      const { spend, reached } = carriedAt(justBefore(now));
      const carries = rankOf(reached?.tier ?? 'regular') >= rankOf(tier);
      if (notice && carries) holdFrom(now);
      else if (notice)
        step(
          now,
          reached?.tier ?? 'regular',
          reached ?? spend.find((one) => one.currency === currency) ?? { currency, cents: 0 },
        );
      else if (carries) check = monthEndAfter(now, zone);
      else {
        notice = {
          tier,
          checkedAt: now,
          dropsAt: graceAfter(now, zone),
          ...(missingTo(tier, spend, programme, currency) ?? { currency, missingCents: 0 }),
        };
        notices.push(notice);
      }
    }
  };
  for (const instant of [...new Set(spends.map((spend) => spend.at))]
    .filter((one) => one <= at)
    .sort()) {
    clockTo(instant);
    const { reached } = carriedAt(instant);
    if (reached && rankOf(reached.tier) > rankOf(tier)) step(instant, reached.tier, reached);
  }
  clockTo(at);
  return {
    tier,
    ...(steps.length > 0 ? { since: steps.at(-1)!.at } : {}),
    steps,
    notices,
    ...optional({ notice }),
  };
}

/** Instants of the calendar by what they are reckoned from: months of a few zones, asked for with every settlement. */
const reckoned = new Map<string, string>();
const REMEMBERED_MAX = 20_000;
function remembered(name: string, reckon: () => Temporal.Instant): string {
  let instant = reckoned.get(name);
  if (instant === undefined) {
    instant = reckon().toString({ fractionalSecondDigits: 3 });
    if (reckoned.size >= REMEMBERED_MAX) reckoned.clear();
    reckoned.set(name, instant);
  }
  return instant;
}

/** What happened at midnight belongs to the day that begins. */
const justBefore = (instant: string): string =>
  remembered(`before|${instant}`, () =>
    Temporal.Instant.from(instant).subtract({ milliseconds: 1 }),
  );

/** The first local midnight after an instant that ends a month. */
export function monthEndAfter(instant: string, zone: string): string {
  const [year, month] = [Number(instant.slice(0, 4)), Number(instant.slice(5, 7))];
  // The month by UTC may be another than the zone's by a day: it is the end of that one, or of the one before or after.
  for (let months = year * 12 + month - 1; ; months++) {
    const first = `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
    const end = remembered(`${zone}|${first}`, () =>
      Temporal.PlainDate.from(first).toZonedDateTime(zone).toInstant(),
    );
    if (end > instant) return end;
  }
}

/** The first and the last places of the world where a day ends. */
const FIRST_ZONE = 'Etc/GMT-14';
const LAST_ZONE = 'Etc/GMT+12';

/** True when a month ended in some zone after `since` and not after `until`. */
export const monthEndedBetween = (since: string, until: string): boolean =>
  monthEndAfter(since, FIRST_ZONE) <= until ||
  monthEndAfter(since, LAST_ZONE) <= until ||
  monthEndAfter(since, FIRST_ZONE) > monthEndAfter(since, LAST_ZONE);

const monthsAfter = (instant: string, zone: string, months: number): string =>
  remembered(`${zone}|${instant}|${months}`, () =>
    Temporal.Instant.from(instant).toZonedDateTimeISO(zone).add({ months }).toInstant(),
  );

/** Local midnight so many days after the day that a check ended. */
const graceAfter = (checkedAt: string, zone: string): string =>
  remembered(`grace|${zone}|${checkedAt}`, () =>
    Temporal.Instant.from(checkedAt)
      .toZonedDateTimeISO(zone)
      .toPlainDate()
      .subtract({ days: 1 })
      .add({ days: GRACE_DAYS })
      .toZonedDateTime(zone)
      .toInstant(),
  );

/** Years of spend that a standing can depend on: a window, the time a tier holds, the month's end and the grace, and a window before. */
const YEARS_NEEDED = 4;

/** The spend that a standing at an instant can depend on, and all since a tier that was said before. */
export function recentSpend(
  spends: readonly QualifyingSpend[],
  at: string,
  tierSince: string | undefined,
): readonly QualifyingSpend[] {
  const from = (instant: string, years: number) =>
    String(Math.max(0, Number(instant.slice(0, 4)) - years)).padStart(4, '0') + instant.slice(4);
  const [floor, since] = [
    from(at, YEARS_NEEDED),
    tierSince === undefined ? '9' : from(tierSince, 2),
  ];
  const oldest = floor < since ? floor : since;
  return spends.filter((spend) => spend.at > oldest);
}
