import { businessDateOf, dateAfter, msOfIso } from '@chignon/calendar';
import { runEach, findAll, type Job, type JobCause, Refusal, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { daySheets } from '../../agenda/day-sheet.view.js';
import { graceOverMs } from '../../agenda/decide/no-shows.js';
import { acceptedTerms } from '../../desk/terms/policy-terms.flow.js';
import { DEFAULT_POLICY, policies } from '../../salon/policies/policy.js';
import { dayStartMinute, type Store, stores } from '../../salon/stores/store.js';

const PAGE = 200;

/**
 * Marks who did not come, at the stores whose policy says `autoNoShow`: booked appointments of today and yesterday whose
 * grace is over. Grace and fee are those that the booking accepted. The day sheet only says where to look; the agenda
 * decides. Run twice, late or by two at once it gives the same log: the command id is the appointment's and its start's.
 * @returns how many were marked
 */
export async function markNoShows(tools: Tools, cause: JobCause): Promise<number> {
  let marked = 0;
  await runEach(begun(tools), async ({ storeId, date, subject }) => {
    if (await missed(tools, cause, storeId, date, subject)) marked++;
  });
  return marked;
}

/** Appointments that have begun and that nobody has come to, at the stores that mark no-shows by themselves. */
async function* begun(
  tools: Tools,
): AsyncGenerator<{ readonly storeId: string; readonly date: string; readonly subject: string }> {
  const automatic = new Map<string, boolean>();
  for await (const store of tools.documents.scan(stores)) {
    const policyId = store.policyId ?? DEFAULT_POLICY;
    if (!automatic.has(policyId))
      automatic.set(policyId, (await tools.documents.get(policies, policyId))?.autoNoShow ?? false);
    if (automatic.get(policyId)) yield* begunAt(tools, store);
  }
}

async function* begunAt(tools: Tools, store: Store) {
  const now = tools.facts.now();
  const today = businessDateOf(store.zone, dayStartMinute(store), msOfIso(now));
  for (const date of [dateAfter(today, -1), today]) {
    const query = {
      index: 'byDay',
      where: { storeId: store.id, date },
      range: { field: 'startsAt', lte: now },
      limit: PAGE,
    };
    // What is imported is history, and may know the day only.
    for await (const { status, channel, subject } of findAll(
      tools.documents,
      tools.collection(daySheets),
      query,
    ))
      if (status === 'booked' && channel !== 'import') yield { storeId: store.id, date, subject };
  }
}

/** True when this run marked it. */
async function missed(
  tools: Tools,
  cause: JobCause,
  storeId: string,
  date: string,
  appointmentId: string,
): Promise<boolean> {
  const key = agendaKey(storeId, date);
  const entry = (await tools.load(agenda, key)).state.entries.get(appointmentId);
  if (entry?.status !== 'booked' || entry.reinstated) return false;
  const terms = await acceptedTerms(tools, entry.appointment);
  if (msOfIso(tools.facts.now()) < graceOverMs(entry.appointment, terms)) return false;
  const step = `${appointmentId}|${entry.appointment.startMs}`;
  try {
    const { events, replayed } = await tools.execute(
      agenda,
      key,
      { type: 'MissAppointment', appointmentId, terms, automatic: true },
      cause(step, { storeId, input: `booking.no-shows|${step}` }),
    );
    return events.length > 0 && !replayed;
  } catch (error) {
    // Somebody was faster: it was checked in, moved or cancelled since the sheet was read.
    if (error instanceof Refusal && error.kind !== 'unavailable') {
      tools.log('info', 'no-show passed over', { appointmentId, code: error.code });
      return false;
    }
    throw error;
  }
}

/** `booking.no-shows`, every minute. */
export const noShowsJob: Job = {
  name: 'booking.no-shows',
  everyMs: 60_000,
  run: async (tools, cause) => void (await markNoShows(tools, cause)),
};
