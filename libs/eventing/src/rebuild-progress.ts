/** Where a rebuild stands. */
export interface RebuildProgress {
  readonly view: string;
  readonly version: number;
  readonly state: 'replaying' | 'comparing' | 'switched' | 'differs' | 'failed';
  readonly handled: number;
  readonly documents?: { readonly live: number; readonly rebuilt: number };
  readonly hashes?: { readonly live: string; readonly rebuilt: string };
  /** Ids of the first documents that differ. */
  readonly differing?: readonly string[];
  /** Messages that an older release published again and counted again; the rebuilt version counts them once. */
  readonly repeats?: number;
  readonly error?: string;
}
