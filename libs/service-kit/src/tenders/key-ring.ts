/** One secret of the ring, by the id that stands in what it signed. */
export interface TenderKey {
  readonly id: string;
  readonly secret: string;
}

/** At least one, the signing one first. */
export type KeyRing = readonly [TenderKey, ...TenderKey[]];

const ID = /^[A-Za-z0-9_-]{1,36}$/;
export const MIN_SECRET = 32;

/** A ring of usable keys with ids of their own; undefined: it is none. */
export function keyRing(keys: unknown): KeyRing | undefined {
  const usable =
    Array.isArray(keys) &&
    keys.length > 0 &&
    keys.every(
      (key: Partial<TenderKey> | null) =>
        typeof key?.id === 'string' &&
        ID.test(key.id) &&
        typeof key.secret === 'string' &&
        key.secret.length >= MIN_SECRET,
    ) &&
    new Set(keys.map(({ id }: TenderKey) => id)).size === keys.length;
  return usable ? (keys as unknown as KeyRing) : undefined;
}

/** `id:secret`, comma-separated. */
export const keyRingOf = (text: string): KeyRing | undefined =>
  keyRing(
    text.split(',').map((one) => {
      const [id, secret, more] = one.trim().split(':');
      return more === undefined ? { id, secret } : undefined;
    }),
  );
