import { deriveId, Refusal, type Job, type Tools } from '@chignon/eventing';
import { agenda } from '../agenda/agenda.js';
import { agendaKey } from '../agenda/appointment.js';
import { daySheets } from '../agenda/day-sheet.view.js';
import { dateAfter, msOfIso } from '../calendar/instants.js';
import { businessDateOf } from '../calendar/wall-clock.js';
import { dayStartMinute, stores, type Store } from '../stores/store.js';
import { graceOverMs } from './no-shows.js';
import { DEFAULT_POLICY, policies } from './policy.js';
import { acceptedTerms } from './terms.http.js';

const PAGE = 200;

/**
 * Marks who did not come, at the stores whose policy says `autoNoShow`: booked appointments of today and yesterday whose
 * grace is over. Grace and fee are those that the booking accepted. The day sheet only says where to look; the agenda
 * decides. Run twice, late or by two at once it gives the same log: the command id is the appointment's and its start's.
 * @returns how many were marked
 */
export async function markNoShows(tools: Tools): Promise<number> {
  const automatic = new Map<string, boolean>();
  let marked = 0;
  for await (const store of tools.documents.scan(stores)) {
    const policyId = store.policyId ?? DEFAULT_POLICY;
    if (!automatic.has(policyId)) automatic.set(policyId, (await tools.documents.get(policies, policyId))?.autoNoShow ?? false);
    if (automatic.get(policyId)) marked += await markAt(tools, store);
  }
  return marked;
}

async function markAt(tools: Tools, store: Store): Promise<number> {
  const now = tools.facts.now();
  const today = businessDateOf(store.zone, dayStartMinute(store), msOfIso(now));
  let marked = 0;
  for (const date of [dateAfter(today, -1), today]) {
    const begun = { index: 'byDay', where: { storeId: store.id, date }, range: { field: 'startsAt', lte: now }, limit: PAGE };
    for (let after: string | undefined; ; ) {
      const page = await tools.documents.find(tools.collection(daySheets), { ...begun, ...(after === undefined ? {} : { after }) });
      // What is imported is history, and may know the day only.
      for (const { status, channel, subject } of page.items) if (status === 'booked' && channel !== 'import' && (await missed(tools, store.id, date, subject))) marked++;
      if ((after = page.next) === undefined) break;
    }
  }
  return marked;
}

/** True when this run marked it. */
async function missed(tools: Tools, storeId: string, date: string, appointmentId: string): Promise<boolean> {
  const key = agendaKey(storeId, date);
  const entry = (await tools.load(agenda, key)).state.entries.get(appointmentId);
  if (entry?.status !== 'booked' || entry.reinstated) return false;
  const terms = await acceptedTerms(tools, entry.appointment);
  if (msOfIso(tools.facts.now()) < graceOverMs(entry.appointment, terms)) return false;
  const wish = `booking.no-shows|${appointmentId}|${entry.appointment.startMs}`;
  try {
    const { events, replayed } = await tools.execute(agenda, key, { type: 'MissAppointment', appointmentId, terms, automatic: true }, { commandId: deriveId(wish), actor: 'system:booking.no-shows', correlationId: deriveId(wish), storeId, input: wish });
    return events.length > 0 && !replayed;
  } catch (error) {
    // Somebody was faster: it was checked in, moved or cancelled since the sheet was read.
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** `booking.no-shows`, every minute. */
export const noShowsJob: Job = { name: 'booking.no-shows', everyMs: 60_000, run: async (tools) => void (await markNoShows(tools)) };
