import { localOf } from '@chignon/calendar';
import { optional, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { storeClocks } from '../stores/stores.view.js';
import { access, accessKey, type DataKind, type ReadReason } from './access-ledger.js';

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
  request: RequestContext,
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
  for (let from = 0; from < ids.length; from += PEOPLE_MAX)
    await tools.execute(
      access,
      accessKey(now, request.actor),
      { ...look, customerIds: ids.slice(from, from + PEOPLE_MAX) },
      {
        // Each look is an entry of its own, also that of a command which is repeated.
        commandId: tools.facts.newId(),
        actor: request.actor,
        correlationId: request.correlationId,
        ...optional({ traceparent: request.cause().traceparent }),
      },
    );
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
