import type { DeliveredMessage } from './event.js';
import { sha256 } from './ids.js';
import { conflict, invalid } from './refusal.js';

/*
 * How far somebody outside has read topics, as one text that they hand back. It holds a place for each partition, so that topics may be
 * added to a reading and left out of it, and each place says what stood there, so that a topic that was recreated or restored from an
 * older backup is noticed (as checkpoints of followers are).
 */

/** The last message that was read of a partition. */
export interface TopicMark {
  /** `offset` of the message. */
  readonly offset: string;
  /** Stands for the message's id. */
  readonly mark: string;
}

/** By partition, `chignon.booking.visit/3`; a partition that is not named: nothing of it was read. */
export type TopicMarks = ReadonlyMap<string, TopicMark>;

const FORMAT = '1';
const MARK_LENGTH = 8;
const SUM_LENGTH = 6;
/** Partitions that one position may name: far more than the platform has, and a bound on what is taken from outside. */
const MAX_PARTITIONS = 5000;
const ENTRY = /^(\d{1,5})\.([0-9a-z]{1,13})\.([0-9a-f]{8})$/;
const TOPIC = /^[A-Za-z0-9._-]{1,249}$/;

/** What stands for a message's id in a position. */
export const markOfId = (id: string): string => sha256(id).slice(0, MARK_LENGTH);

/** The place of a message that was read. */
export const topicMark = ({ offset, id }: Pick<DeliveredMessage, 'offset' | 'id'>): TopicMark => ({
  offset,
  mark: markOfId(id),
});

const summed = (text: string): string => sha256(text).slice(0, SUM_LENGTH);

/** A position as text: opaque to its holder, the same for the same places, and good for as long as the topics stand. */
export function positionAt(marks: TopicMarks): string {
  const topics = new Map<string, string[]>();
  for (const [partition, { offset, mark }] of [...marks].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const slash = partition.lastIndexOf('/');
    const topic = partition.slice(0, slash);
    const entry = `${partition.slice(slash + 1)}.${BigInt(offset).toString(36)}.${mark}`;
    topics.set(topic, [...(topics.get(topic) ?? []), entry]);
  }
  const text = [FORMAT, ...[...topics].map(([topic, all]) => `${topic}:${all.join(',')}`)].join(
    '~',
  );
  return Buffer.from(`${text}~${summed(text)}`).toString('base64url');
}

/**
 * What a position says. Absent: nothing was read yet.
 * @throws Refusal 422 `position-invalid` for a text that no reading answered
 */
export function marksAt(position: string | undefined): Map<string, TopicMark> {
  const marks = new Map<string, TopicMark>();
  if (position === undefined) return marks;
  const parts = Buffer.from(position, 'base64url').toString('utf8').split('~');
  const sum = parts.pop();
  const [format, ...topics] = parts;
  if (format !== FORMAT || sum !== summed(parts.join('~'))) throw notAPosition();
  for (const one of topics) {
    const colon = one.indexOf(':');
    const topic = one.slice(0, colon);
    if (!TOPIC.test(topic)) throw notAPosition();
    for (const entry of one.slice(colon + 1).split(',')) {
      const [, partition, offset, mark] = ENTRY.exec(entry) ?? [];
      if (partition === undefined || marks.size >= MAX_PARTITIONS) throw notAPosition();
      marks.set(`${topic}/${partition}`, {
        offset: numberOf(offset!).toString().padStart(20, '0'),
        mark: mark!,
      });
    }
  }
  return marks;
}

const numberOf = (text: string): bigint =>
  [...text].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);

const notAPosition = () =>
  invalid('position-invalid', 'The position was not returned by this route.', {
    field: 'after',
    expected: '`next` of the previous answer',
  });

/** What is said of a place where another message stands, or none: the topic was recreated, restored from an older backup, or cut off. */
export const positionLost = (partition: string, why: string) =>
  conflict(
    'position-lost',
    `${partition} is not the one that was read: ${why}. Events may be missing or come again with other contents, so begin at the beginning: leave out after.`,
    { field: 'after', partition },
  );
