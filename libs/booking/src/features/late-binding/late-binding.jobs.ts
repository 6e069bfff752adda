import { businessDateOf, dateAfter, DAY_MS, HOUR_MS, isoOf, msOfIso } from '@chignon/calendar';
import { runEach, findAll, type Job, type JobCause, Refusal, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { daySheets } from '../../agenda/day-sheet.view.js';
import { isOpen } from '../../agenda/day/provisional.js';
import { bindNow } from '../../desk/booking/exchange.flow.js';
import { dayStartMinute, type Store, stores } from '../../salon/stores/store.js';

const PAGE = 200;

/**
 * Settles who performs what was booked for anybody, once its time has come. The day sheets say where to look, the agenda decides. Run twice,
 * late or by two at once it gives the same log; a check-in that is faster has settled it.
 * @returns how many appointments were settled
 */
export async function bindStaff(tools: Tools, cause: JobCause): Promise<number> {
  let done = 0;
  await runEach(soon(tools), async ({ storeId, date, subject, nowMs }) => {
    if (await bindOne(tools, cause, storeId, date, subject, nowMs)) done++;
  });
  return done;
}

/** Appointments whose staff may have to be settled now, of every store that settles late. */
async function* soon(tools: Tools): AsyncGenerator<{
  readonly storeId: string;
  readonly date: string;
  readonly subject: string;
  readonly nowMs: number;
}> {
  for await (const store of tools.documents.scan(stores))
    if (store.lateBindingHours !== undefined) yield* soonAt(tools, store);
}

async function* soonAt(tools: Tools, store: Store) {
  const nowMs = msOfIso(tools.facts.now());
  const today = businessDateOf(store.zone, dayStartMinute(store), nowMs);
  const horizonMs = nowMs + Math.max(store.lateBindingHours ?? 0, 1) * HOUR_MS;
  for (let n = 0; n <= Math.ceil((horizonMs - nowMs) / DAY_MS) + 1; n++) {
    const date = dateAfter(today, n);
    const query = {
      index: 'byDay',
      where: { storeId: store.id, date },
      range: { field: 'startsAt', gt: isoOf(nowMs - DAY_MS), lte: isoOf(horizonMs + DAY_MS) },
      limit: PAGE,
    };
    for await (const { status, subject, lines } of findAll(
      tools.documents,
      tools.collection(daySheets),
      query,
    )) {
      if (
        (status === 'booked' || status === 'pending') &&
        lines.some((l) => l.staffBound === false)
      )
        yield { storeId: store.id, date, subject, nowMs };
    }
  }
}

/** True when this run settled it. Lines of one appointment are settled together, when the first of them is due. */
async function bindOne(
  tools: Tools,
  cause: JobCause,
  storeId: string,
  date: string,
  appointmentId: string,
  nowMs: number,
): Promise<boolean> {
  const key = agendaKey(storeId, date);
  const entry = (await tools.load(agenda, key)).state.entries.get(appointmentId);
  if (
    !entry ||
    entry.appointment.lines.every((line) => line.provisional === undefined || isOpen(line, nowMs))
  )
    return false;
  const step = `${appointmentId}|${entry.revision}`;
  try {
    return (
      (await bindNow(
        tools,
        key,
        entry,
        cause(step, { storeId, input: `booking.bind-staff|${step}` }),
      )) !== entry
    );
  } catch (error) {
    // Somebody was faster: it is gone since the sheet was read.
    if (error instanceof Refusal && error.kind !== 'unavailable') {
      tools.log('info', 'staff not bound', { appointmentId, code: error.code });
      return false;
    }
    throw error;
  }
}

/** `booking.bind-staff`, every minute. */
export const bindStaffJob: Job = {
  name: 'booking.bind-staff',
  everyMs: 60_000,
  run: async (tools, cause) => void (await bindStaff(tools, cause)),
};
