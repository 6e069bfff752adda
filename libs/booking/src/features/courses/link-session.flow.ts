import { MINUTE_MS, msOfIso } from '@chignon/calendar';
import { conflict, ConflictError, Refusal, refused, type Tools } from '@chignon/eventing';
import { courses } from './course-ledger.js';
import { refusalOf } from './next-session.js';
import type { CourseState, Standing } from './course-events.js';
import { courseLinks } from './course.js';

/** A link whose session was never written belongs to a request that is under way, or to one that stopped. After this time it stopped. */
const UNDER_WAY_MS = MINUTE_MS;

/** The appointment when it may be a session and is no other course's; what stands against it goes into the command. */
export async function linkSession(
  tools: Tools,
  state: CourseState,
  standing: Standing,
): Promise<Standing | Refusal> {
  try {
    const refusal = refusalOf(state, standing);
    if (refusal) return refusal;
    await link(tools, state.courseId, standing.appointmentId);
    return standing;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** One appointment is a session of one course: whoever writes the link first. */
async function link(tools: Tools, courseId: string, appointmentId: string): Promise<void> {
  const { documents, facts } = tools;
  const link = await documents.get(courseLinks, appointmentId);
  if (link?.courseId === courseId) return;
  if (link) {
    const other = (await tools.load(courses, link.courseId)).state.sessions.get(appointmentId);
    const free = other
      ? other.status === 'released'
      : msOfIso(facts.now()) - msOfIso(link.linkedAt) > UNDER_WAY_MS;
    if (!free)
      throw refused(
        'appointment-in-another-course',
        'The appointment is a session of another course.',
        { field: 'appointmentId', courseId: link.courseId },
      );
  }
  try {
    await documents.put(
      courseLinks,
      { id: appointmentId, courseId, linkedAt: facts.now() },
      { expected: link?.revision ?? 0 },
    );
  } catch (error) {
    if (error instanceof ConflictError)
      throw conflict(
        'appointment-in-another-course',
        'The appointment has just been linked to a course.',
        { field: 'appointmentId' },
      );
    throw error;
  }
}
