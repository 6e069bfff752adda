import { formerIdsOf, idOf, normal, type Kind } from './names.js';

/** A code of the source, and what the thing is called. */
export interface Coded {
  readonly kind: Kind;
  readonly code: string;
  readonly name: string;
  /** What earlier releases took for its code, where that was another. */
  readonly formerCode?: string;
}

/** Ids of the codes of one import. */
export type Ids = (kind: Kind, code: string) => string;

/** What is called so under an id on the platform; undefined: nothing stands there. */
export type Standing = (kind: Kind, id: string) => Promise<string | undefined>;

/** Look-ups side by side: few enough not to crowd out the chain's own work. */
const AT_ONCE = 8;

/**
 * The ids of the codes. Earlier releases gave some codes other ids, which depended on the other codes of the file: what stands
 * under one of those and is the same thing keeps it, so that an import over its folder finds everything there. Left out: a dry run.
 */
export async function idsFor(
  system: string,
  coded: readonly Coded[],
  standing?: Standing,
): Promise<Ids> {
  const keyOf = (kind: Kind, code: string): string => `${kind}\n${code}`;
  const all = [...new Map(coded.map((one) => [keyOf(one.kind, one.code), one])).values()];
  const ids = new Map(all.map(({ kind, code }) => [keyOf(kind, code), idOf(system, kind, code)]));
  if (standing) {
    const claims = new Map<string, number>();
    for (const { kind, code, formerCode = code } of all)
      for (const id of new Set([idOf(system, kind, code), formerIdsOf(formerCode).plain]))
        claims.set(keyOf(kind, id), (claims.get(keyOf(kind, id)) ?? 0) + 1);
    const alone = (kind: Kind, id: string): boolean => claims.get(keyOf(kind, id)) === 1;
    const queue = all.filter(
      ({ kind, code, formerCode = code }) =>
        formerIdsOf(formerCode).plain !== code || idOf(system, kind, code) !== code,
    );
    const worker = async (): Promise<void> => {
      for (let one = queue.shift(); one; one = queue.shift())
        ids.set(
          keyOf(one.kind, one.code),
          await standingId(one, ids.get(keyOf(one.kind, one.code))!, standing, alone),
        );
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }
  return (kind, code) => ids.get(keyOf(kind, code)) ?? idOf(system, kind, code);
}

async function standingId(
  { kind, code, name, formerCode = code }: Coded,
  id: string,
  standing: Standing,
  alone: (kind: Kind, id: string) => boolean,
): Promise<string> {
  const { suffixed, plain } = formerIdsOf(formerCode);
  // The suffix is of this code alone: whatever stands there is it.
  if ((await standing(kind, suffixed)) !== undefined) return suffixed;
  if (plain === id) return id;
  const called = await standing(kind, plain);
  const same =
    called !== undefined &&
    (normal(called) === normal(name) || (kind !== 'staff' && alone(kind, plain)));
  return same && (await standing(kind, id)) === undefined ? plain : id;
}
