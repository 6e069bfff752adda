/**
 * Who fills which place of one hour. Places are of kinds, each asking for some people; the most places that those present can fill are
 * filled, by augmenting paths (Kuhn's algorithm): whoever comes later may move somebody to another kind, and nobody once in drops out.
 */
export class HourCover {
  /** People by kind. */
  private readonly held: number[][];

  /** `wanted[kind]`: how many. `serves[person][kind]`: who may fill it. */
  constructor(
    private readonly wanted: readonly number[],
    private readonly serves: readonly (readonly boolean[])[],
  ) {
    this.held = wanted.map(() => []);
  }

  /** True when one more person present would fill one more place. */
  would(person: number): boolean {
    return this.path(person, new Set(), false);
  }

  /** The person is present: true when one more place is filled. */
  add(person: number): boolean {
    return this.path(person, new Set(), true);
  }

  /** Places of a kind that nobody fills. */
  missing(kind: number): number {
    return this.wanted[kind]! - this.held[kind]!.length;
  }

  get missed(): number {
    return this.wanted.reduce((sum, staff, kind) => sum + staff - this.held[kind]!.length, 0);
  }

  private path(person: number, seen: Set<number>, commit: boolean): boolean {
    for (const [kind, staff] of this.wanted.entries()) {
      if (staff === 0 || seen.has(kind) || !this.serves[person]![kind]) continue;
      seen.add(kind);
      const held = this.held[kind]!;
      const at =
        held.length < staff
          ? held.length
          : held.findIndex((holder) => this.path(holder, seen, commit));
      if (at < 0) continue;
      if (commit) held[at] = person;
      return true;
    }
    return false;
  }
}
