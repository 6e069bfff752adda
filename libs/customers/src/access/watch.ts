import type { Collection } from '@chignon/eventing';

/** Why somebody is watched over. */
export const WATCH_REASONS = [
  'public-figure',
  'works-for-us',
  'customer-asked',
  'threatened',
  'other',
] as const;
export type WatchReason = (typeof WATCH_REASONS)[number];

/** That somebody is watched over. */
export interface WatchMark {
  readonly reason: WatchReason;
  /** Who said so, by pseudonym. */
  readonly by: string;
  /** ISO UTC. */
  readonly at: string;
  /** The linked record that it came from and goes with again; absent: it is the record's own. */
  readonly through?: string;
}

/** A mark that was taken back. */
export interface EndedWatch extends WatchMark {
  readonly endedBy: string;
  readonly endedAt: string;
}

/** Whether it is watched who looks at a record: of people whom many would like to look up. */
export interface Watch {
  /** The record. */
  readonly id: string;
  /** None: it is not watched any more. */
  readonly marks: readonly WatchMark[];
  /** What was taken back, oldest first: so that nobody takes a mark away for a look without a trace. */
  readonly ended: readonly EndedWatch[];
  /** When the oldest mark was made; absent without marks. */
  readonly since?: string;
}

/** Whose look-ups are noticed. */
export const watches: Collection<Watch> = {
  name: 'customers.watches',
  indexes: { bySince: { fields: ['since', 'id'] } },
};

const watchOf = (id: string, marks: readonly WatchMark[], ended: readonly EndedWatch[]): Watch => {
  const [since] = marks.map(({ at }) => at).sort();
  return { id, marks, ended, ...(since === undefined ? {} : { since }) };
};

/** A record over which nobody watches. */
export const unwatched = (id: string): Watch => watchOf(id, [], []);

/** Watched from now on; once is enough. */
export const withMark = (watch: Watch, mark: WatchMark): Watch =>
  watch.marks.some(({ through }) => through === undefined)
    ? watch
    : watchOf(watch.id, [...watch.marks, mark], watch.ended);

/** Not watched any more. */
export const withoutMarks = (watch: Watch, endedBy: string, endedAt: string): Watch =>
  watchOf(
    watch.id,
    [],
    [...watch.ended, ...watch.marks.map((mark) => ({ ...mark, endedBy, endedAt }))],
  );

/** With the marks of a record that is the same person, in the place of those that it gave before. */
export const withMarksOf = (watch: Watch, other: Watch): Watch =>
  watchOf(
    watch.id,
    [
      ...watch.marks.filter(({ through }) => through !== other.id),
      ...other.marks
        .filter(({ through }) => through !== watch.id)
        .map((mark) => ({ ...mark, through: other.id })),
    ],
    watch.ended,
  );

/** Without what a record gave that is another person again. */
export const withoutMarksOf = (watch: Watch, otherId: string): Watch =>
  watchOf(
    watch.id,
    watch.marks.filter(({ through }) => through !== otherId),
    watch.ended,
  );
