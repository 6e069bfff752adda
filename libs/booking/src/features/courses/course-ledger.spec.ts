import { refused } from '@chignon/eventing';
import type { VisitOutcome } from '../../visits/visit-outcome.js';
import type { CourseCommand, CourseEvent, Standing } from './course-events.js';
import {
  after,
  begun,
  book,
  booked,
  clock,
  placed,
  standing,
  START,
} from './course-ledger.testing.js';

const done = (n: number, date: string): CourseEvent => ({
  type: 'SessionDone',
  data: {
    appointmentId: `a${n}`,
    storeId: 's1',
    date,
    visitId: `v-a${n}`,
    completedAt: `${date}T11:00:00.000Z`,
  },
});
const visit = (n: number, date: string, more: Partial<VisitOutcome> = {}): VisitOutcome => ({
  visitId: `v-a${n}`,
  became: 'completed',
  storeId: 's1',
  customerId: 'c1',
  appointmentId: `a${n}`,
  date,
  completedAt: `${date}T11:00:00.000Z`,
  services: [{ serviceId: 'peel', serviceGroup: 'skin' }],
  ...more,
});
const follow = (of: Standing): CourseCommand => ({ type: 'FollowSession', standing: of });
const detailOf = (events: readonly CourseEvent[], command: CourseCommand): unknown => {
  try {
    after(events).when(command, clock).events();
  } catch (error) {
    return { code: (error as { code: string }).code, ...(error as { detail: object }).detail };
  }
  return undefined;
};

describe('BK-25 a course of treatments keeps its sessions apart', () => {
  it('to both neighbours, and names the earliest date that is allowed', () => {
    const two: CourseEvent[] = [begun(), booked(1, '2026-03-10'), booked(2, '2026-03-24')];
    after(two)
      .when(book(standing(3, '2026-03-17')), clock)
      .thenTypes('SessionBooked');
    expect(detailOf(two, book(standing(3, '2026-03-16')))).toMatchObject({
      code: 'course-spacing',
      field: 'appointmentId',
      earliest: '2026-03-17',
    });
    expect(detailOf(two, book(standing(3, '2026-03-18')))).toMatchObject({
      code: 'course-spacing',
      earliest: '2026-03-31',
    });
    expect(detailOf(two, book(standing(3, '2026-03-04')))).toMatchObject({
      code: 'course-spacing',
      earliest: '2026-03-17',
    });
    after(two)
      .when(book(standing(3, '2026-03-03')), clock)
      .thenTypes('SessionBooked');
  });
  it('not more than N, not before nor after the course, not too far from the one before', () => {
    const three: CourseEvent[] = [
      begun(),
      booked(1, '2026-03-10'),
      booked(2, '2026-03-24'),
      booked(3, '2026-04-07'),
    ];
    expect(detailOf(three, book(standing(4, '2026-04-20')))).toMatchObject({
      code: 'course-full',
      limit: 3,
    });
    expect(detailOf([begun()], book(standing(1, '2026-03-01')))).toMatchObject({
      code: 'course-not-begun',
      earliest: START,
    });
    expect(detailOf([begun({ maxDays: 90 })], book(standing(1, '2026-06-01')))).toMatchObject({
      code: 'course-expired',
      latest: '2026-05-31',
    });
    expect(
      detailOf([begun(), booked(1, '2026-03-10')], book(standing(2, '2026-04-10'))),
    ).toMatchObject({ code: 'course-gap-too-long', latest: '2026-04-09' });
  });
  it.each<[string, Standing]>([
    ['course-of-another-customer', standing(1, '2026-03-10', { customerId: 'c2' })],
    ['course-service', standing(1, '2026-03-10', { serviceIds: ['cut'] })],
    ['appointment-cancelled', standing(1, '2026-03-10', { status: 'cancelled' })],
    ['appointment-held', standing(1, '2026-03-10', { status: 'held' })],
  ])('and refuses with %s', (code, of) => after([begun()]).when(book(of), clock).thenRefused(code));
  it('refuses an anonymous appointment, and what looking up found wrong', () => {
    const { customerId: _, ...anonymous } = standing(1, '2026-03-10');
    after([begun()]).when(book(anonymous), clock).thenRefused('course-of-another-customer');
    after([begun()])
      .when({ type: 'BookSession', standing: refused('appointment-in-another-course', 'x') }, clock)
      .thenRefused('appointment-in-another-course');
  });
  it('the same appointment again is already so', () =>
    after([begun(), booked(1, '2026-03-10')])
      .when(book(standing(1, '2026-03-10')), clock)
      .then([]));
});

describe('BK-25 a course follows how its appointments stand', () => {
  const two: CourseEvent[] = [begun(), booked(1, '2026-03-10'), booked(2, '2026-03-24')];
  it('cancelled or missed: released; moved too near: flagged; as it was: nothing', () => {
    after(two)
      .when(follow(standing(2, '2026-03-24', { status: 'cancelled' })), clock)
      .then([{ type: 'SessionReleased', data: { appointmentId: 'a2', reason: 'cancelled' } }]);
    after(two)
      .when(follow(standing(2, '2026-03-24', { status: 'missed' })), clock)
      .then([{ type: 'SessionReleased', data: { appointmentId: 'a2', reason: 'missed' } }]);
    after(two)
      .when(follow(standing(2, '2026-03-12')), clock)
      .then([{ type: 'SessionMoved', data: { ...placed(2, '2026-03-12'), tooEarly: true } }]);
    after(two)
      .when(follow(standing(2, '2026-03-20')), clock)
      .then([{ type: 'SessionMoved', data: { ...placed(2, '2026-03-20'), tooEarly: false } }]);
    after(two)
      .when(follow(standing(2, '2026-03-24')), clock)
      .then([]);
    after(two)
      .when(follow(standing(9, '2026-03-24')), clock)
      .then([]);
  });
  it('done with its visit; a visit without the treatment, abandoned or under way is no session', () => {
    const came = (outcome: Partial<VisitOutcome>) =>
      follow(
        standing(2, '2026-03-24', { status: 'checked-in', visit: visit(2, '2026-03-24', outcome) }),
      );
    after(two)
      .when(came({}), clock)
      .then([done(2, '2026-03-24')]);
    after(two)
      .when(came({ became: 'under-way', services: [] }), clock)
      .then([]);
    after(two)
      .when(came({ became: 'abandoned', services: [] }), clock)
      .then([
        { type: 'SessionReleased', data: { appointmentId: 'a2', reason: 'visit-abandoned' } },
      ]);
    after(two)
      .when(came({ services: [{ serviceId: 'cut', serviceGroup: 'cut' }] }), clock)
      .then([{ type: 'SessionReleased', data: { appointmentId: 'a2', reason: 'not-performed' } }]);
  });
  it('completed after the Nth; reopened when a visit is voided; completed again', () => {
    const twoDone: CourseEvent[] = [
      ...two,
      done(1, '2026-03-10'),
      done(2, '2026-03-24'),
      booked(3, '2026-04-07'),
    ];
    const third = standing(3, '2026-04-07', {
      status: 'checked-in',
      visit: visit(3, '2026-04-07'),
    });
    const events = after(twoDone).when(follow(third), clock).events();
    expect(events).toEqual([
      done(3, '2026-04-07'),
      {
        type: 'CourseCompleted',
        data: {
          courseId: 'k1',
          customerId: 'c1',
          storeId: 's1',
          templateId: 'peeling',
          templateVersion: 2,
          sessions: 3,
          startedOn: START,
          completedOn: '2026-04-07',
          completedAt: '2026-04-07T11:00:00.000Z',
        },
      },
    ]);
    const all: CourseEvent[] = [...twoDone, ...events];
    after(all).when(follow(third), clock).then([]);
    after(all)
      .when(book(standing(4, '2026-04-20')), clock)
      .thenRefused('course-completed');
    const voided = standing(1, '2026-03-10', {
      status: 'checked-in',
      visit: visit(1, '2026-03-10', { became: 'voided' }),
    });
    after(all).when(follow(voided), clock).thenTypes('SessionTakenBack', 'CourseReopened');
    const reopened: CourseEvent[] = [...all, ...after(all).when(follow(voided), clock).events()];
    after(reopened).when(follow(voided), clock).then([]);
    const again: CourseEvent[] = [...reopened, booked(4, '2026-04-20')];
    after(again)
      .when(
        follow(standing(4, '2026-04-20', { status: 'checked-in', visit: visit(4, '2026-04-20') })),
        clock,
      )
      .thenTypes('SessionDone', 'CourseCompleted');
  });
  it('R-BK-36 used up without a treatment where the terms keep it: no room, no distance, no completion; given back or done after all', () => {
    const lost = standing(2, '2026-03-24', { status: 'missed', keepsSession: true });
    after(two)
      .when(follow(lost), clock)
      .then([{ type: 'SessionForfeited', data: { appointmentId: 'a2', reason: 'missed' } }]);
    const gone: CourseEvent[] = [
      ...two,
      { type: 'SessionForfeited', data: { appointmentId: 'a2', reason: 'missed' } },
    ];
    after(gone).when(follow(lost), clock).then([]);
    after(gone)
      .when(book(standing(3, '2026-03-25')), clock)
      .thenTypes('SessionBooked');
    after([...gone, booked(3, '2026-03-25')])
      .when(book(standing(4, '2026-04-10')), clock)
      .thenRefused('course-full');
    after(gone)
      .when(follow(standing(2, '2026-03-24', { status: 'missed' })), clock)
      .thenTypes('SessionReleased');
    after(gone)
      .when(follow(standing(2, '2026-03-24')), clock)
      .thenTypes('SessionBooked');
    after([...gone, done(1, '2026-03-10')])
      .when(
        follow(standing(2, '2026-03-24', { status: 'checked-in', visit: visit(2, '2026-03-24') })),
        clock,
      )
      .thenTypes('SessionDone');
    after([...gone, done(1, '2026-03-10'), booked(3, '2026-04-07')])
      .when(
        follow(standing(3, '2026-04-07', { status: 'checked-in', visit: visit(3, '2026-04-07') })),
        clock,
      )
      .thenTypes('SessionDone');
  });
  it('is given up, or expires when nothing is agreed any more', () => {
    after(two)
      .when({ type: 'AbandonCourse', reason: 'moved-away' }, clock)
      .thenTypes('SessionReleased', 'SessionReleased', 'CourseAbandoned');
    after(two).when({ type: 'ExpireCourse', today: '2026-06-01' }, clock).then([]);
    after([begun(), booked(1, '2026-03-10'), done(1, '2026-03-10')])
      .when({ type: 'ExpireCourse', today: '2026-05-31' }, clock)
      .then([]);
    after([begun(), booked(1, '2026-03-10'), done(1, '2026-03-10')])
      .when({ type: 'ExpireCourse', today: '2026-06-01' }, clock)
      .then([{ type: 'CourseExpired', data: { expiresOn: '2026-05-31' } }]);
  });
});
