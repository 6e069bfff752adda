import { sha256 } from '@chignon/eventing';

const CLEAN = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const MAX_LENGTH = 64;
const HASH_LENGTH = 10;
const FORMER_LENGTH = 6;
const CLIENT_LENGTH = 20;

/** Text as people compare it: case and spaces do not matter. */
export const normal = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** The id nearest to a foreign code: `TRE 1` becomes `TRE-1`. */
function nearest(code: string): string {
  const id = code
    .trim()
    .replaceAll(/[^A-Za-z0-9_.]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, MAX_LENGTH);
  return id === '' ? 'X' : id;
}

/** What has ids of its own on the platform. */
export type Kind = 'service' | 'product' | 'staff';

/** Words of letters, digits, dots and underscores, between them single spaces or dashes: what stays readable in an id. */
const WORDS = /^[A-Za-z0-9][A-Za-z0-9_.]*(?:[ -][A-Za-z0-9_.]+)*$/;

/**
 * The id of a foreign code: of system, kind and code alone, whatever other codes a file has, so that next month's file finds it
 * again. A space becomes a dash and a dash two, `TRE 1` is `TRE-1` and `TRE-1` is `TRE--1`; any other code is the nearest id
 * with a hash of its own, `F&F` is `F-F-` and ten digits. Different codes have different ids.
 */
export function idOf(system: string, kind: Kind, code: string): string {
  const id = code.replaceAll('-', '--').replaceAll(' ', '-');
  return WORDS.test(code) && id.length <= MAX_LENGTH
    ? id
    : suffixed(code, sha256(JSON.stringify([system, kind, code])).slice(0, HASH_LENGTH));
}

const suffixed = (code: string, hash: string): string =>
  `${nearest(code).slice(0, MAX_LENGTH - hash.length - 1)}-${hash}`;

/** Ids that earlier releases gave the code, the surest first: with a suffix where several codes of one file had the same nearest id, else without. */
export const formerIdsOf = (
  code: string,
): { readonly suffixed: string; readonly plain: string } => ({
  suffixed: suffixed(code, sha256(code).slice(0, FORMER_LENGTH)),
  plain: CLEAN.test(code) ? code : nearest(code),
});

/** A client in ids that stand in events: the code may be a phone number, and no event forgets one (R-PR-01). */
export const clientKey = (system: string, client: string): string =>
  sha256(JSON.stringify([system, 'client', client])).slice(0, CLIENT_LENGTH);

/** A foreign code inside a composed id: different codes stay different, `ABL*01` becomes `ABL_2a01`. */
export const escaped = (code: string): string =>
  code.replaceAll(/[^A-Za-z0-9-]/g, (c) =>
    [...new TextEncoder().encode(c)]
      .map((byte) => `_${byte.toString(16).padStart(2, '0')}`)
      .join(''),
  );

/** A composed id that always fits: parts that make it too long give way to their hash. */
export function composed(...parts: readonly string[]): string {
  const id = parts.map(escaped).join('.');
  return CLEAN.test(id)
    ? id
    : `${escaped(parts[0]!).slice(0, 20)}.${sha256(JSON.stringify(parts)).slice(0, 32)}`;
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
