import { join } from 'node:path';
import type {
  DocumentStore,
  EngineObserver,
  Facts,
  MessageBus,
  StreamStore,
} from '@chignon/eventing';
import { EmbeddedBus } from './bus.js';
import { Checkpointer } from './checkpointer.js';
import { EmbeddedDocuments } from './documents.js';
import { systemFacts } from './facts.js';
import { GroupCommit } from './group-commit.js';
import { lockFolder } from './lock.js';
import { Connection, translated } from './sqlite.js';
import { EmbeddedStreams } from './streams.js';

export { systemFacts } from './facts.js';
export { DataFolderInUseError } from './lock.js';
export { DataFolderNotPrivateError } from './private.js';

export interface EmbeddedOptions {
  /** The data folder; created for its owner alone. */
  readonly dir: string;
  /** Default: the machine's clock and randomness. */
  readonly facts?: Facts;
  /** Told of each transaction that reached the disk. */
  readonly observer?: EngineObserver | undefined;
}

/** All four ports on one data folder. */
export interface Embedded {
  readonly streams: StreamStore;
  readonly documents: DocumentStore;
  readonly bus: MessageBus;
  readonly facts: Facts;
  /** Lets what was asked for come to the disk, empties the journals and lets go of the folder. */
  close(): Promise<void>;
}

const DOCUMENTS_SETUP = `PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16000`;

/**
 * Opens the embedded engines: `streams.sqlite` (events) and `documents.sqlite` (documents, read models, announcements and
 * the bus, in one journal, so that a message and the relay's step past it cannot be lost apart).
 * @throws DataFolderInUseError when the folder is open already, here or in another process
 * @throws CorruptionError when a file is not what was written
 */
export async function openEmbedded({
  dir,
  facts = systemFacts,
  observer,
}: EmbeddedOptions): Promise<Embedded> {
  const unlock = lockFolder(dir);
  const steps: (() => void | Promise<void>)[] = [unlock];
  let closed: Promise<void> | undefined;
  /** Last opened, first closed: whoever delivers before whoever is written to, the folder last. */
  const close = () =>
    (closed ??= (async () => {
      for (const step of steps.reverse()) await step();
    })());
  const documentsFile = join(dir, 'documents.sqlite');
  const streamsFile = join(dir, 'streams.sqlite');
  try {
    const checkpointer = new Checkpointer();
    steps.push(() => checkpointer.close());
    const connection = new Connection(documentsFile, DOCUMENTS_SETUP);
    steps.push(() => connection.close());
    const commits = new GroupCommit(connection, observer);
    steps.push(() => commits.close());
    checkpointer.watch(documentsFile, commits);
    const documents = new EmbeddedDocuments(connection, commits);
    steps.push(() => documents.close());
    const streams = new EmbeddedStreams(streamsFile, observer);
    steps.push(() => streams.close());
    checkpointer.watch(streamsFile, streams);
    const bus = new EmbeddedBus(connection, commits);
    steps.push(() => bus.close());
    return { streams, documents, bus, facts, close };
  } catch (error) {
    await close();
    throw translated(error, documentsFile);
  }
}
