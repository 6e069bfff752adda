import { msOfIso } from '@chignon/calendar';
import { runEach, findAll, type Job, type JobCause, Refusal, type Tools } from '@chignon/eventing';
import { waitlist, type WaitlistCommand } from './waitlist-ledger.js';
import { waitlistEntries } from './waitlist.view.js';

const PAGE = 500;

/**
 * Says what the clock has decided: offers that nobody answered have lapsed, so that the next one is asked, and entries
 * whose last date has passed are over. Run twice, late or by two at once it gives the same log: the entries decide.
 * @returns how many events it wrote
 */
export async function sayWhatIsOver(tools: Tools, cause: JobCause): Promise<number> {
  const nowMs = msOfIso(tools.facts.now());
  let said = 0;
  const due = (index: string, status: string, field: string) =>
    findAll(tools.documents, tools.collection(waitlistEntries), {
      index,
      where: { status },
      range: { field, lte: nowMs },
      limit: PAGE,
    });
  await runEach(
    due('overdue', 'offered', 'offer.replyByMs'),
    async ({ entryId, storeId, offer }) => {
      said += await ask(
        tools,
        cause,
        entryId,
        { type: 'LapseOffer', offerId: offer!.offerId },
        `lapse|${offer!.offerId}`,
        storeId,
      );
    },
  );
  await runEach(due('over', 'waiting', 'untilMs'), async ({ entryId, storeId }) => {
    said += await ask(tools, cause, entryId, { type: 'ExpireEntry' }, `expire|${entryId}`, storeId);
  });
  return said;
}

async function ask(
  tools: Tools,
  cause: JobCause,
  entryId: string,
  command: WaitlistCommand,
  name: string,
  storeId: string,
): Promise<number> {
  try {
    const { events, replayed } = await tools.execute(
      waitlist,
      entryId,
      command,
      cause(name, { storeId, input: name }),
    );
    return replayed ? 0 : events.length;
  } catch (error) {
    // Answered, offered anew or ended since the list was written.
    if (error instanceof Refusal && error.kind !== 'unavailable') {
      tools.log('info', 'waitlist entry passed over', { entryId, code: error.code });
      return 0;
    }
    throw error;
  }
}

/** `booking.waitlist`, every minute. */
export const waitlistJob: Job = {
  name: 'booking.waitlist',
  everyMs: 60_000,
  run: async (tools, cause) => void (await sayWhatIsOver(tools, cause)),
};
