import {
  deriveId,
  type Effect,
  type Envelope,
  keyOf,
  type RecordedEvent,
  type Tools,
} from '@chignon/eventing';
import { courses } from './course-ledger.js';
import { courseLinks } from './course.js';
import { standingOf } from './standing.flow.js';

/**
 * Whatever happened to an appointment: its course is told how the appointment and its visit stand now. An effect and not
 * a reaction because the course and both ledgers are looked up; the command's input is the event alone, so that hearing
 * it again is the same command, and events heard late or in another order tell the same truth.
 */
const follow =
  (appointmentOf: (event: RecordedEvent & Envelope) => string | undefined) =>
  async (heard: Envelope, tools: Tools): Promise<void> => {
    const event = heard as RecordedEvent;
    const appointmentId = appointmentOf(event);
    const link =
      appointmentId === undefined
        ? undefined
        : await tools.documents.get(courseLinks, appointmentId);
    const standing = link && (await standingOf(tools, link.id));
    if (!standing) return;
    await tools.execute(
      courses,
      link.courseId,
      { type: 'FollowSession', standing },
      {
        commandId: deriveId(`booking.follow-sessions|${event.id}`),
        actor: 'system:booking.follow-sessions',
        correlationId: event.meta.correlationId,
        causationId: event.id,
        tenant: event.meta.tenant,
        storeId: standing.storeId,
        input: event.id,
      },
    );
  };

const named = follow(({ data }) => (data as { appointmentId: string }).appointmentId);
const inside = follow(
  ({ data }) => (data as { appointment: { appointmentId: string } }).appointment.appointmentId,
);
const visited = follow(
  ({ data }) => (data as { facts: { appointmentId?: string } }).facts.appointmentId,
);
/** An abandoned visit says only its reason; the id of an appointment's visit names the appointment. */
const abandoned = follow(({ stream }) => /^v-(.+)$/.exec(keyOf(stream))?.[1]);

/** Keeps courses up with their appointments and visits. `SessionBooked` is heard too: the appointment may have changed while it was linked. */
export const followSessions: Effect = {
  name: 'booking.follow-sessions',
  source: { streams: ['agenda', 'visit', 'course'] },
  on: {
    AppointmentMoved: inside,
    AppointmentRetimed: inside,
    AppointmentMovedIn: inside,
    AppointmentCancelled: named,
    AppointmentMissed: named,
    AppointmentReinstated: inside,
    ApprovalDeclined: named,
    FeeWaived: named,
    VisitCompleted: visited,
    VisitVoided: visited,
    VisitAbandoned: abandoned,
    SessionBooked: named,
  },
};
