import { dateAfter } from '@chignon/calendar';
import { type Decide, type Evolve, type Ledger, Refusal, refused } from '@chignon/eventing';
import type { VisitOutcome } from '../../visits/visit-outcome.js';
import { keepsApart, type Session } from './course.js';
import type {
  CourseState,
  CourseEvent,
  CourseCommand,
  Placed,
  CourseDetails,
} from './course-events.js';
import { refusalOf, counts, roomIn, datesOf, active } from './next-session.js';

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
    // It was linked to the course of its customer: it has another one now.
    if (standing.customerId !== undefined && standing.customerId !== state.started.customerId)
      return released(session, 'customer-corrected');
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
    // The service was taken out of the appointment: it is a session no more, until it is put in again.
    if (!standing.serviceIds.some((id) => state.started!.serviceIds.includes(id)))
      return released(session, 'service-dropped');
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

/** Courses of treatments, one stream each; what they guard stands at `CourseEvent`. */
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
