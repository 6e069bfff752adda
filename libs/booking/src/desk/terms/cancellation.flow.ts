import { msOfIso } from '@chignon/calendar';
import type { Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';

/** Who ended a cancelled appointment, and when. */
export interface CancelledBy {
  readonly by: 'customer' | 'store';
  readonly atMs: number;
}

/** Read from the log of its day, where it stands for ever; undefined when it was not cancelled there. */
export async function endOf(
  tools: Tools,
  agendaId: string,
  appointmentId: string,
): Promise<CancelledBy | undefined> {
  const cancelled = (await tools.history(agenda, agendaId))
    .filter((event) => event.type === 'AppointmentCancelled')
    .findLast(({ data }) => data.appointmentId === appointmentId);
  return (
    cancelled && {
      by: cancelled.data.by,
      atMs: msOfIso(cancelled.meta.effectiveAt),
    }
  );
}
