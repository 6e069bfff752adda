import { dateAfter } from '@chignon/calendar';
import {
  type Decide,
  type DomainEvent,
  type Evolve,
  type Ledger,
  notFound,
  Refusal,
  refused,
} from '@chignon/eventing';
import type { VisitOutcome } from '../../visits/visit-outcome.js';
import { before, type CourseTerms, earliestFrom, keepsApart, type Session } from './course.js';

/**
 * One customer's course of treatments (BK-25): N sessions that keep their distance, until the last is done.
 * Stream: `course-<course>`. The rule people get wrong: distance counts to both neighbours and in business days of the
 * stores; and what becomes of an appointment is never taken from the message about it but from how it stands now
 * (`FollowSession`), so that messages may come late, twice or in any order.
 */
export type CourseEvent =
  | DomainEvent<
      'CourseStarted',
      CourseTerms & CourseDetails & { startedOn: string; expiresOn: string }
    >
  | DomainEvent<'SessionBooked', Placed>
  | DomainEvent<'SessionMoved', Placed & { tooEarly: boolean }>
  | DomainEvent<'SessionReleased', { appointmentId: string; reason: string }>
  /** Used up without a treatment: the terms that its appointment accepted do not give it back (R-BK-36). */
  | DomainEvent<'SessionForfeited', { appointmentId: string; reason: string }>
  | DomainEvent<
      'SessionDone',
      { appointmentId: string; storeId: string; date: string; visitId: string; completedAt: string }
    >
  | DomainEvent<'SessionTakenBack', { appointmentId: string; visitId: string }>
  | DomainEvent<
      'CourseCompleted',
      CourseDetails & { startedOn: string; completedOn: string; completedAt: string }
    >
  | DomainEvent<'CourseReopened', CourseDetails & { visitId: string }>
  | DomainEvent<'CourseAbandoned', { reason: string }>
  | DomainEvent<'CourseExpired', { expiresOn: string }>;

export interface CourseDetails {
  readonly courseId: string;
  readonly customerId: string;
  readonly storeId: string;
  readonly templateId: string;
  readonly templateVersion: number;
  readonly sessions: number;
}

interface Placed {
  appointmentId: string;
  storeId: string;
  date: string;
  startMs: number;
}

/** An appointment and its visit as they stand now, looked up beforehand. */
export interface Standing extends Placed {
  readonly customerId?: string;
  /** Of the appointment. */
  readonly status: string;
  readonly serviceIds: readonly string[];
  /** It ended, and its terms keep what it redeemed. */
  readonly keepsSession?: boolean;
  /** Its visit, once there is one. */
  readonly visit?: VisitOutcome;
}

export type CourseCommand =
  | {
      type: 'StartCourse';
      customerId: string;
      storeId: string;
      templateId: string;
      templateVersion: number;
      terms: CourseTerms;
      startedOn: string;
    }
  /** A `Refusal` is what looking up found wrong: thrown only when really decided, so that a repeat of a done command is answered. */
  | { type: 'BookSession'; standing: Standing | Refusal }
  | { type: 'FollowSession'; standing: Standing }
  | { type: 'AbandonCourse'; reason: string }
  | { type: 'ExpireCourse'; today: string };

export interface CourseState {
  readonly courseId: string;
  readonly status: 'absent' | 'active' | 'completed' | 'abandoned' | 'expired';
  readonly started?:
    | (CourseTerms & CourseDetails & { readonly startedOn: string; readonly expiresOn: string })
    | undefined;
  /** By appointment id. */
  readonly sessions: ReadonlyMap<string, Session>;
}

const initial = (courseId: string): CourseState => ({
  courseId,
  status: 'absent',
  started: undefined,
  sessions: new Map(),
});

const evolve: Evolve<CourseState, CourseEvent> = {
  CourseStarted: (state, { data }) => ({
    courseId: state.courseId,
    status: 'active',
    started: data,
    sessions: state.sessions,
  }),
  SessionBooked: (state, { data }) => withSession(state, data, 'booked', false),
  SessionMoved: (state, { data }) => withSession(state, data, 'booked', data.tooEarly),
  SessionReleased: (state, { data }) =>
    withSession(state, state.sessions.get(data.appointmentId)!, 'released', false),
  SessionForfeited: (state, { data }) =>
    withSession(state, state.sessions.get(data.appointmentId)!, 'forfeited', false),
  SessionDone: (state, { data: { appointmentId, storeId, date, visitId } }) =>
    withSession(
      state,
      { appointmentId, storeId, date, startMs: state.sessions.get(appointmentId)!.startMs },
      'done',
      false,
      visitId,
    ),
  SessionTakenBack: (state, { data }) =>
    withSession(state, state.sessions.get(data.appointmentId)!, 'released', false),
  CourseCompleted: (state) => as(state, 'completed'),
  CourseReopened: (state) => as(state, 'active'),
  CourseAbandoned: (state) => as(state, 'abandoned'),
  CourseExpired: (state) => as(state, 'expired'),
};

const decide: Decide<CourseState, CourseCommand, CourseEvent> = {
  StartCourse: (state, { customerId, storeId, templateId, templateVersion, terms, startedOn }) => {
    if (state.status !== 'absent') throw refused('course-begun', 'This course has already begun.');
    const facts = { courseId: state.courseId, customerId, storeId, templateId, templateVersion };
    return [
      {
        type: 'CourseStarted',
        data: {
          ...terms,
          ...facts,
          startedOn,
          expiresOn: dateAfter(startedOn, terms.validityDays),
        },
      },
    ];
  },
  BookSession: (state, { standing }) => {
    if (standing instanceof Refusal) throw standing;
    const refusal = refusalOf(state, standing);
    if (refusal) throw refusal;
    return counts(state.sessions.get(standing.appointmentId))
      ? []
      : [{ type: 'SessionBooked', data: placedOf(standing) }];
  },
  FollowSession: (state, { standing }) => {
    const session = state.sessions.get(standing.appointmentId);
    if (!session || !state.started || state.status === 'abandoned') return [];
    const { visit } = standing;
    const performed =
      visit?.became === 'completed' &&
      visit.services.some(({ serviceId }) => state.started!.serviceIds.includes(serviceId));
    if (visit && performed) return done(state, session, visit);
    if (session.status === 'done') return visit ? takenBack(state, session, visit.visitId) : [];
    if (visit && visit.became !== 'under-way')
      return released(
        session,
        visit.became === 'completed' ? 'not-performed' : `visit-${visit.became}`,
      );
    if (standing.status !== 'booked' && standing.status !== 'checked-in')
      return standing.keepsSession
        ? forfeited(session, standing.status)
        : released(session, standing.status);
    if (session.status === 'forfeited')
      return [{ type: 'SessionBooked', data: placedOf(standing) }];
    // A missed appointment that stands again (R-BK-35) is a session again, while there is room.
    if (session.status === 'released')
      return state.status === 'active' && roomIn(state)
        ? [{ type: 'SessionBooked', data: placedOf(standing) }]
        : [];
    if (
      session.date === standing.date &&
      session.startMs === standing.startMs &&
      session.storeId === standing.storeId
    )
      return [];
    return [
      {
        type: 'SessionMoved',
        data: {
          ...placedOf(standing),
          tooEarly: !keepsApart(
            standing.date,
            datesOf(state, standing.appointmentId),
            state.started.minDays,
          ),
        },
      },
    ];
  },
  AbandonCourse: (state, { reason }) => {
    if (state.status === 'abandoned') return [];
    active(state);
    const agreed = [...state.sessions.values()].filter((s) => s.status === 'booked');
    return [
      ...agreed.flatMap((session) => released(session, 'course-abandoned')),
      { type: 'CourseAbandoned', data: { reason } },
    ];
  },
  ExpireCourse: (state, { today }) => {
    if (state.status !== 'active' || !state.started || today <= state.started.expiresOn) return [];
    // A session that is agreed may be done today and only written down tomorrow.
    return [...state.sessions.values()].some((s) => s.status === 'booked')
      ? []
      : [{ type: 'CourseExpired', data: { expiresOn: state.started.expiresOn } }];
  },
};

/** Courses of treatments, one stream each. */
export const courses: Ledger<CourseState, CourseCommand, CourseEvent> = {
  category: 'course',
  initial,
  evolve,
  decide,
};

const as = (
  { courseId, started, sessions }: CourseState,
  status: CourseState['status'],
): CourseState => ({ courseId, status, started, sessions });

function withSession(
  state: CourseState,
  { appointmentId, storeId, date, startMs }: Placed,
  status: Session['status'],
  tooEarly: boolean,
  visitId?: string,
): CourseState {
  const session: Session = { appointmentId, status, storeId, date, startMs, tooEarly, visitId };
  return {
    courseId: state.courseId,
    status: state.status,
    started: state.started,
    sessions: new Map(state.sessions).set(appointmentId, session),
  };
}

const placedOf = ({ appointmentId, storeId, date, startMs }: Placed): Placed => ({
  appointmentId,
  storeId,
  date,
  startMs,
});

/** Sessions that count: agreed, done or used up, by day. */
export const standingSessions = (state: CourseState): Session[] =>
  [...state.sessions.values()].filter(counts).sort((a, b) => a.startMs - b.startMs);

/** Business days of the sessions that are agreed or done, but for one appointment's. */
export const datesOf = (state: CourseState, except?: string): string[] =>
  standingSessions(state)
    .filter((s) => s.appointmentId !== except && s.status !== 'forfeited')
    .map((s) => s.date);

export const roomIn = (state: CourseState): boolean =>
  standingSessions(state).length < (state.started?.sessions ?? 0);

const counts = (session: Session | undefined): boolean =>
  session !== undefined && session.status !== 'released';

/** What stands against an appointment as the next session; undefined when nothing does, or it is one already. @throws Refusal when the course is not active */
export function refusalOf(
  state: CourseState,
  { appointmentId, customerId, serviceIds, status, date }: Standing,
): Refusal | undefined {
  const { started } = active(state);
  const { minDays, maxDays, startedOn, expiresOn, sessions } = started;
  const field = 'appointmentId';
  if (counts(state.sessions.get(appointmentId))) return undefined;
  if (customerId !== started.customerId)
    return refused('course-of-another-customer', 'The appointment belongs to another customer.', {
      field,
    });
  if (!serviceIds.some((id) => started.serviceIds.includes(id)))
    return refused('course-service', 'The appointment has no service of this course.', {
      field,
      expected: started.serviceIds.join(' or '),
    });
  if (status !== 'booked' && status !== 'checked-in')
    return refused(`appointment-${status}`, `The appointment is ${status}.`, {
      field,
      found: status,
    });
  if (!roomIn(state))
    return refused('course-full', 'All sessions of the course are booked or done.', {
      field,
      limit: sessions,
    });
  if (date < startedOn)
    return refused('course-not-begun', 'The appointment is before the start of the course.', {
      field,
      earliest: startedOn,
    });
  if (date > expiresOn)
    return refused('course-expired', 'The appointment is after the end of the course.', {
      field,
      latest: expiresOn,
    });
  const others = datesOf(state);
  if (!keepsApart(date, others, minDays))
    return refused('course-spacing', `Sessions must be at least ${minDays} days apart.`, {
      field,
      earliest: earliestFrom(date, others, minDays),
    });
  const last = before(date, others);
  if (last !== undefined && maxDays !== undefined && date > dateAfter(last, maxDays))
    return refused('course-gap-too-long', `Sessions must be at most ${maxDays} days apart.`, {
      field,
      latest: dateAfter(last, maxDays),
    });
  return undefined;
}

function active(state: CourseState): { started: NonNullable<CourseState['started']> } {
  if (!state.started) throw notFound('course-not-found', 'There is no such course.');
  if (state.status !== 'active')
    throw refused(`course-${state.status}`, `The course is ${state.status}.`, {
      found: state.status,
    });
  return { started: state.started };
}

function detailsOfCourse({ started }: CourseState): CourseDetails {
  const { courseId, customerId, storeId, templateId, templateVersion, sessions } = started!;
  return { courseId, customerId, storeId, templateId, templateVersion, sessions };
}

const forfeited = ({ appointmentId, status }: Session, reason: string): CourseEvent[] =>
  status === 'booked' ? [{ type: 'SessionForfeited', data: { appointmentId, reason } }] : [];

const released = ({ appointmentId, status }: Session, reason: string): CourseEvent[] =>
  status === 'booked' || status === 'forfeited'
    ? [{ type: 'SessionReleased', data: { appointmentId, reason } }]
    : [];

/** A session is done; with the last one the course is. One that had been given up counts while there is room. */
function done(
  state: CourseState,
  { appointmentId, status, storeId }: Session,
  { visitId, date, completedAt = '' }: VisitOutcome,
): CourseEvent[] {
  if (status === 'done' || (status === 'released' && !roomIn(state))) return [];
  const all = [...state.sessions.values()].filter((s) => s.status === 'done').length + 1;
  const { startedOn, sessions } = state.started!;
  const event: CourseEvent = {
    type: 'SessionDone',
    data: { appointmentId, storeId, date, visitId, completedAt },
  };
  return all < sessions || state.status === 'completed'
    ? [event]
    : [
        event,
        {
          type: 'CourseCompleted',
          data: { ...detailsOfCourse(state), startedOn, completedOn: date, completedAt },
        },
      ];
}

function takenBack(state: CourseState, { appointmentId }: Session, visitId: string): CourseEvent[] {
  const event: CourseEvent = { type: 'SessionTakenBack', data: { appointmentId, visitId } };
  return state.status === 'completed'
    ? [event, { type: 'CourseReopened', data: { ...detailsOfCourse(state), visitId } }]
    : [event];
}
