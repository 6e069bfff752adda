import { effect, type EffectCause, keyOf, type RecordedEvent, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import { visits } from '../../visits/visit-ledger.js';
import type { VisitDetails } from '../../visits/visit.js';
import { courses } from './course-ledger.js';
import { courseLinks } from './course.js';
import { standingOf } from './standing.flow.js';

/**
 * Whatever happened to an appointment: its course is told how the appointment and its visit stand now. An effect and not
 * a reaction because the course and both ledgers are looked up; the command's input is the event alone, so that hearing
 * it again is the same command, and events heard late or in another order tell the same truth.
 */
const follow =
  <D>(appointmentOf: (data: D, stream: string) => string | undefined) =>
  async (
    { id, stream, data }: RecordedEvent<string, D>,
    tools: Tools,
    cause: EffectCause,
  ): Promise<void> => {
    const appointmentId = appointmentOf(data, stream);
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
      cause(undefined, { storeId: standing.storeId, input: id }),
    );
  };

const named = follow((data: { readonly appointmentId: string }) => data.appointmentId);
const inside = follow(
  ({ appointment }: { readonly appointment: Appointment }) => appointment.appointmentId,
);
const visited = follow(({ facts }: { readonly facts: VisitDetails }) => facts.appointmentId);
/** An abandoned visit of an older release says only its reason; the id of an appointment's visit names the appointment. */
const abandoned = follow((data: { readonly facts?: VisitDetails }, stream) =>
  data.facts ? data.facts.appointmentId : /^v-(.+)$/.exec(keyOf(stream))?.[1],
);

/** Keeps courses up with their appointments and visits. `SessionBooked` is heard too: the appointment may have changed while it was linked. */
export const followSessions = effect([agenda, visits, courses], {
  name: 'booking.follow-sessions',
  on: {
    AppointmentMoved: inside,
    AppointmentRetimed: inside,
    ServicesChanged: inside,
    AppointmentMovedIn: inside,
    CustomerCorrected: inside,
    AppointmentCancelled: named,
    AppointmentMissed: named,
    AppointmentReinstated: inside,
    CheckInUndone: named,
    ApprovalDeclined: named,
    FeeWaived: named,
    VisitCompleted: visited,
    VisitVoided: visited,
    VisitAbandoned: abandoned,
    SessionBooked: named,
  },
});
