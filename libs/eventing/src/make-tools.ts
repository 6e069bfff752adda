import { announcement } from './announcement.js';
import type { Checkpoints } from './checkpoints.js';
import { waitForRevision } from './at-least.js';
import type { CommandMetadata, Tools } from './context.js';
import { streamName, type RecordedEvent } from './event.js';
import type { Executor } from './execute.js';
import { toCurrentVersion, versionOf, type AnyLedger } from './ledger.js';
import { withMemory } from './memory.js';
import type { Collection } from './ports/document-store.js';
import type { Ports, RuntimeOptions } from './runtime-options.js';
import type { StreamFollowers } from './stream-followers.js';
import type { Views } from './views.js';

/** What the tools of a context work with. */
interface Equipment {
  readonly ports: Ports;
  readonly options: RuntimeOptions;
  readonly executor: Executor;
  readonly tails: StreamFollowers;
  readonly views: Views;
  readonly checkpoints: Checkpoints;
}

/** The tools that routes, reactions, effects and jobs of one context are given. */
export function makeTools(
  context: string,
  { ports, options, executor, tails, views, checkpoints }: Equipment,
): Tools {
  const { streams, documents, facts } = ports;
  // `any`: what was read of its stream are the ledger's own events, in today's shapes.
  const today = (ledger: AnyLedger, event: RecordedEvent): any =>
    toCurrentVersion(event, ledger.past, versionOf(ledger, event.type));
  return withMemory({
    documents,
    facts,
    singleWriter: options.exclusive,
    log: (level, message, more) => options.log({ ...more, level, message, context }),
    execute: (ledger, key, command, cause) => executor.execute(ledger, key, command, cause),
    load: (ledger, key) => executor.load(ledger, key),
    unchanged: async (ledger, key, revision) =>
      (await streams.read(streamName(ledger.category, key), revision + 1, 1)).length === 0,
    history: async (ledger: AnyLedger, key) =>
      (await streams.read(streamName(ledger.category, key))).map((event) => today(ledger, event)),
    follow: async function* (ledger: AnyLedger, key, after, options) {
      for await (const events of tails.follow(streamName(ledger.category, key), after, options))
        yield events.map((event) => today(ledger, event));
    },
    collection: (view) => views.collection(view) as Collection<any>,
    atLeast: (view, _id, stream, revision) =>
      waitForRevision(ports, views, checkpoints, view, stream, revision),
    message: (publication, cause: CommandMetadata) => announcement(publication, cause, facts),
  });
}
