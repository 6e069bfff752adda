import { sha256 } from '@chignon/eventing';

const CLEAN = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const MAX_LENGTH = 64;
const SUFFIX_LENGTH = 6;

/** Text as people compare it: case and spaces do not matter. */
export const normal = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** The id nearest to a foreign code: `TRE 1` becomes `TRE-1`. */
function nearest(code: string): string {
  const id = code.trim().replaceAll(/[^A-Za-z0-9_.]+/g, '-').replaceAll(/^[^A-Za-z0-9]+|-+$/g, '').slice(0, MAX_LENGTH);
  return id === '' ? 'X' : id;
}

/**
 * Ids for foreign codes. A code that is an id already stays as it is; of several codes with the same nearest id, those that
 * had to change get a suffix of their own. The result depends on the set of codes, not on their order.
 */
export function idsOf(codes: Iterable<string>): ReadonlyMap<string, string> {
  const all = [...new Set(codes)];
  const taken = new Map<string, number>();
  for (const code of all) taken.set(nearest(code).toLowerCase(), (taken.get(nearest(code).toLowerCase()) ?? 0) + 1);
  return new Map(all.map((code) => {
    const id = nearest(code);
    if (CLEAN.test(code) || taken.get(id.toLowerCase()) === 1) return [code, id];
    return [code, `${id.slice(0, MAX_LENGTH - SUFFIX_LENGTH - 1)}-${sha256(code).slice(0, SUFFIX_LENGTH)}`];
  }));
}

/** A foreign code inside a composed id: different codes stay different, `ABL*01` becomes `ABL_2a01`. */
export const escaped = (code: string): string => code.replaceAll(/[^A-Za-z0-9-]/g, (c) => [...new TextEncoder().encode(c)].map((byte) => `_${byte.toString(16).padStart(2, '0')}`).join(''));

/** A composed id that always fits: parts that make it too long give way to their hash. */
export function composed(...parts: readonly string[]): string {
  const id = parts.map(escaped).join('.');
  return CLEAN.test(id) ? id : `${escaped(parts[0]!).slice(0, 20)}.${sha256(JSON.stringify(parts)).slice(0, 32)}`;
}

/** Items by key, keys in order of appearance. */
export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
