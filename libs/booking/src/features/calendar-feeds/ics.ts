import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import type { AppointmentStatus, Entry } from '../../agenda/appointment/appointment.js';
import { MAX_MOVES } from '../../agenda/decide/moves.js';

/** One entry of a feed. */
export interface FeedEntry {
  /** Stable over moves and changes, and says nothing about anybody. */
  readonly uid: string;
  /** Grows with every change. */
  readonly sequence: number;
  readonly status: AppointmentStatus;
  readonly startMs: number;
  readonly endMs: number;
  readonly summary: string;
  readonly location: string;
}

/** Agendas are far shorter than this, so a move to another day outweighs the revision that was left there. */
const MOVE_WEIGHT = Math.floor(0x7fff_ffff / (MAX_MOVES + 1));

/** SEQUENCE of RFC 5545: the revision of the appointment, counted on over its moves between agendas. */
export const sequenceOf = ({ moves, revision }: Pick<Entry, 'moves' | 'revision'>): number =>
  moves * MOVE_WEIGHT + revision;

const statusOf = (status: AppointmentStatus): ICalEventStatus =>
  status === 'booked' || status === 'checked-in'
    ? ICalEventStatus.CONFIRMED
    : status === 'pending'
      ? ICalEventStatus.TENTATIVE
      : ICalEventStatus.CANCELLED;

/** Text of a feed holds no control characters. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ');

/** A feed by RFC 5545 (iCalendar), as of an instant. All times are UTC, so that no zone has to be described and none can be wrong. */
export function icsOf(name: string, events: readonly FeedEntry[], nowMs: number): string {
  const feed = ical({
    name: oneLine(name),
    prodId: { company: 'chignon', product: 'booking' },
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const { uid, sequence, status, startMs, endMs, summary, location } of events) {
    const state = statusOf(status);
    feed.createEvent({
      id: uid,
      sequence,
      status: state,
      start: new Date(startMs),
      end: new Date(endMs),
      stamp: new Date(nowMs),
      summary: oneLine(summary),
      location: oneLine(location),
      transparency:
        state === ICalEventStatus.CANCELLED
          ? ICalEventTransparency.TRANSPARENT
          : ICalEventTransparency.OPAQUE,
    });
  }
  return `${feed.toString()}\r\n`;
}
