import { openEmbedded } from '@chignon/adapters/embedded';
import {
  ContextRuntime,
  deriveId,
  folding,
  type Context,
  type Ledger,
  type RecordedEvent,
  type View,
} from '@chignon/eventing';

type Added = { type: 'Added'; data: { n: number } };
/** A count that is only added to. */
export const tally: Ledger<number, { type: 'Add'; n: number }, Added> = {
  category: 'tally',
  initial: () => 0,
  evolve: { Added: (state, { data }) => state + data.n },
  decide: { Add: (_, { n }) => [{ type: 'Added', data: { n } }] },
};
/** What a view counts. */
export interface Sum {
  id: string;
  n: number;
}
export const TOPIC = 'chignon.standing.tally';
/** The key of an event of the log or of a message. */
export const keyOf = (event: { stream?: string; key?: string }): string =>
  event.key ?? event.stream!.slice('tally-'.length);
const sum = (name: string, source: View['source'], type: string): View<Sum> => ({
  name,
  indexes: {},
  source,
  on: {
    [type]: folding<Sum, RecordedEvent<string, { n: number }>>(
      (event) => [keyOf(event as never)],
      (before, { data }, id) => ({ id, n: (before?.n ?? 0) + data.n }),
    ),
  },
});
export const kept = sum('standing.kept', { streams: ['tally'] }, 'Added');
export const told = sum('standing.told', { topics: [TOPIC] }, 'TallyAdded');
/** How long the specs wait for a follower that stands. */
export const PATIENCE_MS = 300;

/** One process of a toy context in a folder; documents may be made to fail or hang by collection. */
export async function process(
  dir: string,
  {
    effects = [],
    trouble = () => undefined,
    effectTimeoutMs = 60_000,
    patienceMs = PATIENCE_MS,
  }: {
    effects?: Context['effects'];
    trouble?: (collection: string) => Promise<void> | undefined;
    effectTimeoutMs?: number;
    patienceMs?: number;
  } = {},
) {
  const engines = await openEmbedded({ dir });
  await engines.bus.createTopics([{ name: TOPIC }]);
  const { documents } = engines;
  const bulk = documents.bulk.bind(documents);
  documents.bulk = async (collection, writes) => {
    await trouble(collection.name);
    return bulk(collection, writes);
  };
  const context: Context = {
    name: 'standing',
    ledgers: [tally],
    collections: [],
    views: [kept, told],
    reactions: [],
    effects,
    jobs: [],
    topics: [TOPIC],
    controllers: [],
    announcements: {
      Added: (event: RecordedEvent) => ({
        topic: TOPIC,
        type: 'TallyAdded',
        version: 1,
        key: keyOf(event),
        data: event.data,
      }),
    },
  };
  const log: { level: string; message: string; [fact: string]: unknown }[] = [];
  const waiting = new Map<string, () => void>();
  const facts = { now: () => new Date().toISOString(), newId: () => crypto.randomUUID() };
  const runtime = new ContextRuntime(
    context,
    { ...engines, facts },
    {
      instance: 'test',
      exclusive: true,
      contractVersion: () => 1,
      contractPast: () => undefined,
      log: (line) => (log.push(line), waiting.get(line.message)?.()),
      patienceMs,
      effectTimeoutMs,
    },
  );
  await runtime.start();
  /** Resolves when this is said in the log the next time. */
  const said = (message: string) => new Promise<void>((resolve) => waiting.set(message, resolve));
  return {
    engines,
    runtime,
    log,
    said,
    add: (key: string, n: number) =>
      runtime.tools.execute(
        tally,
        key,
        { type: 'Add', n },
        { commandId: deriveId(`${key}|${n}`), actor: 'user:test', correlationId: 'c' },
      ),
  };
}
