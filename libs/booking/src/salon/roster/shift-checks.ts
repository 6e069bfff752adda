import { dateAfter, dayNumber, MINUTE_MS, type Span } from '@chignon/calendar';
import { invalid, refused } from '@chignon/eventing';
import { checkHours, minutesOf, spanOf, type Store } from '../stores/store.js';
import { MAX_FLOATING, placesFor } from './floating.js';
import { type RosterTerms, usualTerms } from './roster-terms.js';
import { checkRuns, gaps, minuteSpan, type Report } from './shift-runs.js';
import { type Shift, type Shifts, shiftsOn, storesOf } from './shifts.js';

/** Patterns repeat weekly, so one full week from each change of the roster shows every overlap; two days more let shifts past midnight meet. */
const PROBE_DAYS = 9;

/** A shift on its date: instants, and minutes of the wall clock counted from one day for all dates. */
interface Worked extends Span {
  readonly date: string;
  readonly store: Store;
  readonly fromMinute: number;
  readonly toMinute: number;
}

/**
 * Checks times, and that the person is never in two shifts at once, at one store or at two (R-BK-20), gets from one store to the other
 * (R-BK-43) and rests in between (R-BK-42).
 * @param before the roster that it replaces: where that breaks a rule already, because the rule came after it, the same is not held against the new one
 * @throws Refusal `hours-invalid`, `store-unknown`, `dates-reversed`, `date-repeated`, `serves-nothing`, `breaks-too-many`, `break-without-place`,
 *   `works-too-long` naming the field; `shifts-overlap`, `travel-too-short`, `rest-too-short` with the dates and the stores
 */
export function checkShifts(
  roster: Shifts,
  storeOf: ReadonlyMap<string, Store>,
  terms: RosterTerms = usualTerms,
  before?: Shifts,
): void {
  const known = before ? brokenIn(before, storeOf, terms) : new Set<string>();
  const report: Report = (key, refusal) => {
    if (refusal.code === 'shifts-overlap' || !known.has(key)) throw refusal;
  };
  const storeAt = (storeId: string, field: string): Store => {
    const store = storeOf.get(storeId);
    if (!store) throw invalid('store-unknown', 'There is no such store.', { field });
    return store;
  };
  for (const [i, pattern] of roster.patterns.entries()) {
    checkEach(
      pattern.shifts,
      storeAt(pattern.storeId, `patterns.${i}.storeId`),
      terms,
      `patterns.${i}.shifts`,
      report,
    );
    if (pattern.validUntil !== undefined && pattern.validUntil < pattern.validFrom)
      throw invalid('dates-reversed', 'The end is before the start.', {
        field: `patterns.${i}.validUntil`,
        expected: `${pattern.validFrom} or later`,
      });
  }
  const dated = new Set<string>();
  for (const [i, exception] of roster.exceptions.entries()) {
    checkEach(
      exception.shifts,
      storeAt(exception.storeId, `exceptions.${i}.storeId`),
      terms,
      `exceptions.${i}.shifts`,
      report,
      exception.date,
    );
    const key = `${exception.date} ${exception.storeId}`;
    if (dated.has(key))
      throw invalid('date-repeated', 'A store and date may have one exception only.', {
        field: `exceptions.${i}.date`,
      });
    dated.add(key);
  }
  for (const [i, absence] of roster.absences.entries()) {
    if (absence.toDate < absence.fromDate)
      throw invalid('dates-reversed', 'The end is before the start.', {
        field: `absences.${i}.toDate`,
        expected: `${absence.fromDate} or later`,
      });
    if (absence.hours) checkHours([absence.hours], '00:00', `absences.${i}.hours`);
  }
  checkNeighbours(workedDays(roster, storeOf), terms, report);
}

/** What a roster breaks of the rules of now. Shifts at stores that the person has left are not looked at. */
function brokenIn(
  { patterns, exceptions, ...more }: Shifts,
  storeOf: ReadonlyMap<string, Store>,
  terms: RosterTerms,
): Set<string> {
  const here = {
    ...more,
    patterns: patterns.filter((p) => storeOf.has(p.storeId)),
    exceptions: exceptions.filter((e) => storeOf.has(e.storeId)),
  };
  const broken = new Set<string>();
  const report: Report = (key) => void broken.add(key);
  for (const { shifts, storeId } of here.patterns)
    checkRuns(shifts, storeOf.get(storeId)!, terms, 'patterns', report);
  for (const { shifts, storeId, date } of here.exceptions)
    checkRuns(shifts, storeOf.get(storeId)!, terms, 'exceptions', report, date);
  checkNeighbours(workedDays(here, storeOf), terms, report);
  return broken;
}

/** Every shift of the dates around each change of the roster, in order of begin. */
function workedDays(roster: Shifts, storeOf: ReadonlyMap<string, Store>): Worked[] {
  const starts = [
    ...roster.patterns.flatMap((p) => [
      dateAfter(p.validFrom, -1),
      ...(p.validUntil === undefined ? [] : [p.validUntil]),
    ]),
    ...roster.exceptions.map((e) => dateAfter(e.date, -1)),
  ];
  const dates = new Set(
    starts.flatMap((start) => Array.from({ length: PROBE_DAYS }, (_, i) => dateAfter(start, i))),
  );
  const worked: Worked[] = [];
  for (const storeId of storesOf(roster)) {
    const store = storeOf.get(storeId)!;
    // Each date looks at the store's own entries only: many exceptions at many stores would take long otherwise.
    const here = {
      ...roster,
      patterns: roster.patterns.filter((p) => p.storeId === storeId),
      exceptions: roster.exceptions.filter((e) => e.storeId === storeId),
    };
    for (const date of dates) {
      const dayMinute = dayNumber(date)! * 1440;
      for (const shift of shiftsOn(here, storeId, date)) {
        const { from, to } = minutesOf(shift, store.dayStartsAt);
        worked.push({
          date,
          store,
          ...spanOf(shift, store, date),
          fromMinute: dayMinute + from,
          toMinute: dayMinute + to,
        });
      }
    }
  }
  return worked.sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
}

function checkNeighbours(worked: readonly Worked[], terms: RosterTerms, report: Report): void {
  for (const [i, later] of worked.entries()) {
    const earlier = worked[i - 1];
    if (!earlier) continue;
    const storeIds = [...new Set([earlier.store.id, later.store.id])];
    // Nobody is in two places, whatever was so before.
    if (later.fromMs < earlier.toMs) {
      report(
        `overlap ${later.date}`,
        refused('shifts-overlap', 'Two shifts of the staff member overlap.', {
          field: 'patterns',
          date: later.date,
          storeIds,
        }),
      );
      continue;
    }
    const pauseMinutes = pauseBetween(earlier, later);
    const travelMinutes = terms.travelMinutes(earlier.store.id, later.store.id);
    if (pauseMinutes < travelMinutes)
      report(
        `travel ${weekly(earlier)} ${weekly(later)}`,
        refused(
          'travel-too-short',
          'The time between the shifts is shorter than the way between the stores.',
          {
            field: 'patterns',
            date: later.date,
            storeIds,
            minutesNeeded: travelMinutes,
            minutesFound: pauseMinutes,
          },
        ),
      );
    // Two shifts of one date are a split shift: the night is what people rest in.
    if (later.date === earlier.date) continue;
    const restMinutes =
      Math.max(terms.minRestHours(earlier.store.id), terms.minRestHours(later.store.id)) * 60;
    if (pauseMinutes < restMinutes)
      report(
        `rest ${weekly(earlier)} ${weekly(later)}`,
        refused('rest-too-short', 'The rest between two shifts is too short.', {
          field: 'patterns',
          shifts: [named(earlier), named(later)],
          minutesNeeded: restMinutes,
          minutesFound: pauseMinutes,
        }),
      );
  }
}

const WEEK_MINUTES = 7 * 1440;

/** A shift by its place in the week: what repeats weekly is one and the same. */
const weekly = ({ store, fromMinute, toMinute }: Worked): string =>
  `${store.id}@${fromMinute % WEEK_MINUTES}+${toMinute - fromMinute}`;

const named = ({ date, store }: Worked): { date: string; storeId: string } => ({
  date,
  storeId: store.id,
});

/** By the wall clock where both stores share it, so that a week holds in every week of the year: the night of a clock change counts like any other. */
const pauseBetween = (earlier: Worked, later: Worked): number =>
  earlier.store.zone === later.store.zone
    ? later.fromMinute - earlier.toMinute
    : Math.floor((later.fromMs - earlier.toMs) / MINUTE_MS);

function checkEach(
  list: readonly Shift[],
  store: Store,
  terms: RosterTerms,
  field: string,
  report: Report,
  date?: string,
): void {
  checkHours(list, store.dayStartsAt, field);
  for (const [i, shift] of list.entries()) {
    const at = `${field}.${i}`;
    checkHours(shift.breaks, store.dayStartsAt, `${at}.breaks`);
    checkServes(shift, store, at);
    checkFloating(shift, store, at);
  }
  checkRuns(list, store, terms, field, report, date);
}

function checkServes({ serves = [] }: Shift, store: Store, at: string): void {
  checkHours(serves, store.dayStartsAt, `${at}.serves`);
  for (const [i, { categories = [], serviceIds = [] }] of serves.entries()) {
    if (categories.length + serviceIds.length === 0)
      throw invalid('serves-nothing', 'Name at least one category or service.', {
        field: `${at}.serves.${i}`,
        expected: 'categories or serviceIds',
      });
  }
}

/** Each floating break has a place in the shift beside the fixed ones, whatever else is booked. */
function checkFloating(shift: Shift, store: Store, at: string): void {
  const { floating = [] } = shift;
  checkHours(floating, store.dayStartsAt, `${at}.floating`);
  if (floating.length > MAX_FLOATING)
    throw invalid('breaks-too-many', 'The shift has too many floating breaks.', {
      field: `${at}.floating`,
      limit: MAX_FLOATING,
    });
  const spans = floating.map((b) => ({ ...minuteSpan(b, store.dayStartsAt), lengthMs: b.minutes }));
  if (
    !placesFor(
      spans,
      gaps(
        minuteSpan(shift, store.dayStartsAt),
        shift.breaks.map((b) => minuteSpan(b, store.dayStartsAt)),
      ),
    )
  ) {
    throw invalid('break-without-place', 'The shift has no room for its floating breaks.', {
      field: `${at}.floating`,
      expected: 'windows inside the shift that are long enough',
    });
  }
}
