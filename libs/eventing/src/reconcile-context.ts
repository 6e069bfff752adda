import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from './context.js';
import { reconcileMessages } from './reconcile-messages.js';
import { Differences, reconcileViews, type Reconciled } from './reconcile.js';
import type { Relay } from './relay.js';
import type { Ports } from './runtime-options.js';
import type { Views } from './views.js';

/** Between two looks at what another process has to do first. */
const OTHERS_PAUSE_MS = 500;

/** The parts of a running context that a reconciliation compares, and how it waits for them. */
interface Running {
  readonly relay: Relay;
  readonly views: Views;
  /** True while this instance publishes. */
  readonly leading: () => boolean;
  /** True where no second process can reach the engines. */
  readonly exclusive: boolean;
  /** Resolves when everything in this process has followed. */
  readonly settled: () => Promise<void>;
}

/** Compares what a context published with its ledgers, and its read models with a reckoning from the ledgers (BY-11). */
export async function reconcileContext(
  context: Context,
  { streams, documents, bus, facts }: Ports,
  { relay, views, leading, exclusive, settled }: Running,
): Promise<Reconciled> {
  const { ledgers, topics, reckonings = [] } = context;
  const differences = new Differences();
  const group = `${context.name}.reconciliation-${facts.newId()}`;
  const messages = await reconcileMessages(
    {
      streams,
      bus,
      ledgers,
      topics,
      renamed: context.publishedBefore?.renamed ?? {},
      messagesOf: (event) => relay.messages(event),
      announced: (event) => relay.announced(event),
      waiting: await relay.waiting(),
      relayed: () => (leading() ? relay.caughtUp() : pause(OTHERS_PAUSE_MS)),
    },
    group,
    differences,
  );
  const compared = await reconcileViews(
    reckonings,
    {
      streams,
      documents,
      now: facts.now(),
      followed: async () => {
        await settled();
        if (!exclusive) await pause(OTHERS_PAUSE_MS);
      },
      collectionOf: (name) => views.collection(context.views.find((view) => view.name === name)!),
    },
    differences,
  );
  return {
    messages,
    repeats: differences.repeats,
    documents: compared,
    count: differences.count,
    differences: differences.named,
  };
}
