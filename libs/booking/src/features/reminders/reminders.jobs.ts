import { deriveId, runEach, findAll, type Job, type JobCause, type Tools } from '@chignon/eventing';
import { stores } from '../../salon/stores/store.js';
import { reminders } from './reminder-ledger.js';
import { remindersInForce, standingNow } from './reminders.effects.js';
import { type ListedReminder, listedReminders } from './reminders.view.js';

const PAGE = 200;
/** Most reminders of one run: the next one goes on, and a backlog does not leave in one burst. */
const RUN_MAX = 10_000;

/**
 * Releases the reminders that are due. The list only says where to look: the ledger decides, on where the appointment
 * stands at this instant, so that nothing goes out for a time that was just given up. Run twice, late or by two at once it
 * gives the same log.
 * @returns how many went out
 */
export async function releaseReminders(tools: Tools, cause: JobCause): Promise<number> {
  const due = {
    index: 'byStatus',
    where: { status: 'planned' },
    range: { field: 'dueAt', lte: tools.facts.now() },
    limit: PAGE,
  };
  let released = 0;
  await runEach(
    findAll(tools.documents, tools.collection(listedReminders), due, RUN_MAX),
    async (reminder) => {
      if (await release(tools, cause, reminder)) released++;
    },
  );
  return released;
}

/** True when this run sent it on its way. */
async function release(
  tools: Tools,
  cause: JobCause,
  { id: reminderId, appointmentId, dueAt }: ListedReminder,
): Promise<boolean> {
  const { standing, mark } = (await standingNow(tools, appointmentId)) ?? {};
  if (!standing) return false;
  const { storeId } = standing;
  const rules = await remindersInForce(tools, storeId);
  const storeName = (await tools.documents.get(stores, storeId))?.name ?? storeId;
  const wish = `release|${reminderId}|${dueAt}|${mark}`;
  const { events, replayed } = await tools.execute(
    reminders,
    appointmentId,
    { type: 'ReleaseReminder', reminderId, standing, rules, storeName },
    cause(wish, { commandId: deriveId(wish), storeId, input: wish }),
  );
  return !replayed && events.some((event) => event.type === 'ReminderReleased');
}

/** `booking.release-reminders`, every minute. */
export const releaseRemindersJob: Job = {
  name: 'booking.release-reminders',
  everyMs: 60_000,
  run: async (tools, cause) => void (await releaseReminders(tools, cause)),
};
