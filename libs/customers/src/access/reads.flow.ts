import { localOf } from '@chignon/calendar';
import { type Asker, optional, type Tools } from '@chignon/eventing';
import { isServedToday } from '../stores/presence.flow.js';
import { storeClocks } from '../stores/stores.view.js';
import { access, accessKey, type DataKind, type ReadReason } from './access-ledger.js';
import { watches } from './watch.js';

/** Minutes of the day between which a salon is asleep: from ten in the evening to six. */
const NIGHT = { from: 22 * 60, to: 6 * 60 };
/** So many people in one entry; an answer about more has several. */
const PEOPLE_MAX = 200;

/** What an answer shows, of whom. */
export interface Shown {
  readonly customerIds: readonly string[];
  readonly kinds: readonly DataKind[];
  readonly reason?: ReadReason | undefined;
  readonly outcome?: 'shown' | 'refused';
}

/**
 * Writes down that the caller is about to be shown personal data; on disk when it returns, so nothing is shown without its entry. Nobody shown: nothing
 * is written.
 * @throws UnavailableError when it cannot be written: then nothing is answered either
 */
export async function noteRead(
  tools: Tools,
  request: Asker,
  { customerIds, kinds, reason, outcome = 'shown' }: Shown,
): Promise<void> {
  const ids = [...new Set(customerIds)];
  if (ids.length === 0) return;
  const now = tools.facts.now();
  const { caller, operation } = request;
  const look = {
    type: 'NoteRead' as const,
    operation,
    kinds,
    roles: caller.roles,
    outcome,
    atNight: await isNight(tools, caller.stores, now),
    ...optional({ stores: caller.stores === 'all' ? undefined : caller.stores, reason }),
  };
  const watched = shows(kinds, outcome) ? await watchedAmong(tools, ids, caller) : [];
  for (let from = 0; from < ids.length; from += PEOPLE_MAX) {
    const some = ids.slice(from, from + PEOPLE_MAX);
    const own = watched.filter((id) => some.includes(id));
    await tools.execute(
      access,
      accessKey(now, request.actor),
      { ...look, customerIds: some, ...(own.length === 0 ? {} : { watched: own }) },
      {
        // Each look is an entry of its own, also that of a command which is repeated.
        commandId: tools.facts.newId(),
        actor: request.actor,
        correlationId: request.correlationId,
        ...optional({ traceparent: request.cause().traceparent }),
      },
    );
  }
}

/** Whoever is one of a list that tells namesakes apart was not looked up. */
const TELLS_APART: readonly DataKind[] = ['name', 'contacts-masked'];
const shows = (kinds: readonly DataKind[], outcome: 'shown' | 'refused'): boolean =>
  outcome === 'refused' || kinds.some((kind) => !TELLS_APART.includes(kind));

/**
 * Those of the people who are watched over and whom the caller does not serve today: in no store of theirs are they expected or were. Whoever has the whole
 * chain serves nobody.
 */
async function watchedAmong(
  tools: Tools,
  ids: readonly string[],
  caller: Asker['caller'],
): Promise<string[]> {
  const found: string[] = [];
  for (let from = 0; from < ids.length; from += PEOPLE_MAX)
    for (const { id, marks } of await tools.documents.getMany(
      watches,
      ids.slice(from, from + PEOPLE_MAX),
    ))
      if (
        marks.length > 0 &&
        (caller.stores === 'all' || !(await isServedToday(tools, [id], caller)))
      )
        found.push(id);
  return found;
}

/** Whether it is night in all of the caller's stores. Of who has the whole chain nobody can say. */
async function isNight(
  tools: Tools,
  stores: 'all' | readonly string[],
  now: string,
): Promise<boolean> {
  if (stores === 'all' || stores.length === 0) return false;
  const known = await tools.documents.getMany(
    tools.collection(storeClocks),
    stores.slice(0, PEOPLE_MAX),
  );
  return (
    known.length > 0 &&
    known.every(({ zone }) => {
      const { minute } = localOf(zone, Date.parse(now));
      return minute >= NIGHT.from || minute < NIGHT.to;
    })
  );
}
