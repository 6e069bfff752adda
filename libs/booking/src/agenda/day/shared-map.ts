/** Enough for a busy day: a few entries a bucket, so that a change copies one short list of buckets and one small map. */
const BUCKETS = 32;

/**
 * A map that is never changed in place: `with` and `without` give a new one that shares everything else. A plain `Map`
 * copied at each booking would cost more than the decision itself once a day has a few hundred entries.
 */
export class SharedMap<V> {
  private constructor(private readonly buckets: readonly (ReadonlyMap<string, V> | undefined)[]) {}

  static empty<V>(): SharedMap<V> {
    return new SharedMap<V>(Array.from({ length: BUCKETS }, () => undefined));
  }

  get(key: string): V | undefined {
    return this.buckets[bucketOf(key)]?.get(key);
  }

  has(key: string): boolean {
    return this.buckets[bucketOf(key)]?.has(key) ?? false;
  }

  get size(): number {
    return this.buckets.reduce((sum, bucket) => sum + (bucket?.size ?? 0), 0);
  }

  with(key: string, value: V): SharedMap<V> {
    const bucket = bucketOf(key);
    return this.replaced(bucket, new Map(this.buckets[bucket]).set(key, value));
  }

  without(key: string): SharedMap<V> {
    const bucket = bucketOf(key);
    const left = new Map(this.buckets[bucket]);
    return left.delete(key) ? this.replaced(bucket, left.size === 0 ? undefined : left) : this;
  }

  *keys(): Generator<string> {
    for (const bucket of this.buckets) if (bucket) yield* bucket.keys();
  }

  *values(): Generator<V> {
    for (const bucket of this.buckets) if (bucket) yield* bucket.values();
  }

  private replaced(bucket: number, value: ReadonlyMap<string, V> | undefined): SharedMap<V> {
    const buckets = this.buckets.slice();
    buckets[bucket] = value;
    return new SharedMap(buckets);
  }
}

/** Ids differ in their ends; eight characters spread them well enough. */
function bucketOf(key: string): number {
  let hash = 0;
  for (let i = Math.max(0, key.length - 8); i < key.length; i++)
    hash = (hash * 31 + key.charCodeAt(i)) | 0;
  return (hash >>> 0) % BUCKETS;
}
