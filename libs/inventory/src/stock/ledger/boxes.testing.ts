/* A shelf as a child would keep it, for comparing with: boxes with a number in each, and what each bill took out of which box. */

/** The store's date. */
export const TODAY = '2026-06-01';
/** Boxes with their last days: the last one is over. '' is what has no number. */
export const DAYS: { readonly [lot: string]: string } = {
  a: '2026-12-31',
  b: '2027-06-30',
  c: '2026-05-29',
};
/** Where the package says no day. */
const LAST = '9999-12-31';
/** Which box, and how many came in (above zero) or went out. */
type Parts = readonly (readonly [string, number])[];
interface Mark {
  readonly kind: 'use' | 'sold' | 'back';
  readonly no: number;
  readonly at: string;
  readonly parts: Parts;
}

/** A naive shelf of boxes: whole pieces, and no rule but which box goes first. */
export class Boxes {
  readonly boxes = new Map<string, number>([['', 0]]);
  readonly marks = new Map<string, Mark[]>();
  readonly voided = new Set<string>();
  claims: { readonly visit: string; readonly until: string; pieces: number }[] = [];
  private readonly counts: string[] = [];

  total = (): number => [...this.boxes.values()].reduce((a, b) => a + b, 0);
  readonly recalled = new Set<string>();
  private readonly over = (lot: string): boolean => lot !== '' && (DAYS[lot] ?? LAST) < TODAY;
  private readonly bad = (lot: string): boolean => this.over(lot) || this.recalled.has(lot);
  private readonly byDay = (wanted: (lot: string) => boolean): string[] =>
    [...this.boxes.keys()]
      .filter((lot) => lot !== '' && wanted(lot))
      .sort((x, y) => ((DAYS[x] ?? LAST) < (DAYS[y] ?? LAST) ? -1 : 1));
  good = (): number =>
    this.byDay(this.bad).reduce((rest, lot) => rest - this.boxes.get(lot)!, this.total());
  kept = (now: string): number =>
    this.claims.reduce((sum, { until, pieces: n }) => (until > now ? sum + n : sum), 0);

  /** Bills and uses that have something of a box, each with how much. */
  reached(box: string): { [visit: string]: number } {
    return Object.fromEntries(
      [...this.marks].flatMap(([who, marks]) => {
        const parts = marks.flatMap((mark) => mark.parts).filter(([lot]) => lot === box);
        const n = 0 - parts.reduce((sum, [, went]) => sum + went, 0);
        return n > 0 && !this.voided.has(who) ? [[who, n]] : [];
      }),
    );
  }

  /** What no box had is owed by what has no number. @returns what really went where */
  put(parts: Parts): Parts {
    const sums = new Map<string, number>();
    for (const [lot, n] of parts) sums.set(lot, (sums.get(lot) ?? 0) + n);
    let owed = sums.get('') ?? 0;
    const went: [string, number][] = [];
    for (const [lot, n] of sums) {
      if (lot === '') continue;
      const before = this.boxes.get(lot) ?? 0;
      const after = Math.max(0, before + n);
      owed += before + n - after;
      this.boxes.set(lot, after);
      if (after !== before) went.push([lot, after - before]);
    }
    this.boxes.set('', this.boxes.get('')! + owed);
    return owed === 0 ? went : [...went, ['', owed]];
  }

  private from(order: readonly string[], wanted: number): Parts {
    let left = wanted;
    const parts: [string, number][] = [];
    for (const lot of order) {
      const taken = Math.min(left, Math.max(0, this.boxes.get(lot)!));
      left -= taken;
      if (taken > 0) parts.push([lot, -taken]);
    }
    return [...parts, ['', -left]];
  }

  take(wanted: number): Parts {
    const over = this.byDay((lot) => this.over(lot) && !this.recalled.has(lot)).reverse();
    const back = this.byDay((lot) => this.recalled.has(lot));
    const good = this.byDay((lot) => !this.bad(lot));
    return this.put(this.from(['', ...good, ...over, ...back], wanted));
  }
  throwAway(wanted: number): Parts {
    const good = this.byDay((lot) => !this.bad(lot));
    const back = this.byDay((lot) => this.recalled.has(lot));
    const over = this.byDay((lot) => this.over(lot) && !this.recalled.has(lot));
    return this.put(this.from([...back, ...over, '', ...good], wanted));
  }

  /** A count was there afterwards: whatever is heard of before it, the boxes stay as they were counted. */
  stay(moves: readonly { readonly at: string; readonly parts: Parts }[]): void {
    for (const [i, counted] of this.counts.entries()) {
      const parts = moves
        .filter(({ at }) => at < counted && !this.counts.slice(0, i).some((one) => at < one))
        .flatMap((one) => one.parts);
      if (parts.reduce((sum, [, n]) => sum + n, 0) !== 0)
        this.put(parts.map(([lot, n]) => [lot, -n]));
    }
  }

  settle(who: string, no: number, at: string, sold: number, back: number): void {
    const marks = this.marks.get(who) ?? [];
    if (this.voided.has(who) || marks.some((mark) => mark.kind !== 'use' && mark.no === no)) return;
    this.marks.set(who, marks);
    const moves: Parts[] = [];
    const note = (kind: 'sold' | 'back', parts: Parts) => {
      marks.push({ kind, no, at, parts });
      moves.push(parts);
    };
    if (sold > 0) note('sold', this.take(sold));
    if (back > 0) {
      const had = new Map<string, number>();
      for (const { kind, parts } of marks)
        if (kind !== 'use')
          for (const [lot, n] of parts) if (lot !== '') had.set(lot, (had.get(lot) ?? 0) - n);
      let left = back;
      const parts = [...had].map(([lot, n]) => {
        const given = Math.min(left, Math.max(0, n));
        left -= given;
        return [lot, given] as const;
      });
      note('back', this.put([...parts, ['', left]]));
    }
    this.stay([{ at, parts: moves.flat() }]);
    this.claims = this.claims.filter((claim) => claim.visit !== who);
  }

  use(who: string, at: string, n: number): void {
    const marks = this.marks.get(who) ?? [];
    if (this.voided.has(who) || marks.some(({ kind }) => kind === 'use')) return;
    this.marks.set(who, marks);
    const parts = this.take(n);
    marks.push({ kind: 'use', no: 0, at, parts });
    this.stay([{ at, parts }]);
  }

  takeBack(who: string): void {
    if (this.voided.has(who)) return;
    this.voided.add(who);
    const marks = this.marks.get(who) ?? [];
    const undone = (kind: Mark['kind']): Parts =>
      marks
        .filter((mark) => mark.kind === kind)
        .flatMap(({ parts }) => parts.map(([lot, n]) => [lot, -n] as const));
    for (const kind of ['use', 'sold', 'back'] as const) this.put(undone(kind));
    this.stay(
      [...marks]
        .sort((x, y) => Number(y.kind === 'use') - Number(x.kind === 'use'))
        .map(({ at, parts }) => ({ at, parts: parts.map(([lot, n]) => [lot, -n] as const) })),
    );
    this.claims = this.claims.filter((claim) => claim.visit !== who);
  }

  count(found: number, at: string): void {
    const unnamed = this.boxes.get('')! + found - this.total();
    const missing = Math.max(0, -unnamed);
    for (const [lot, n] of this.from(
      this.byDay(() => true),
      missing,
    ))
      if (lot !== '') this.boxes.set(lot, this.boxes.get(lot)! + n);
    this.boxes.set('', found - (this.total() - this.boxes.get('')!));
    this.counts.push(at);
  }

  remove(who: string, wanted: number): void {
    let left = wanted;
    for (const claim of this.claims.toReversed()) {
      if (claim.visit !== who) continue;
      const gone = Math.min(left, claim.pieces);
      claim.pieces -= gone;
      left -= gone;
    }
    this.claims = this.claims.filter((claim) => claim.pieces > 0);
  }
}
