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
import { Sharing, type EngineNews, type NewsLine } from './sharing.js';
import { Connection, translated } from './sqlite.js';
import { EmbeddedStreams } from './streams.js';

export { systemFacts } from './facts.js';
export { DataFolderInUseError } from './lock.js';
export type { EngineNews, NewsLine } from './sharing.js';
export { DataFolderNotPrivateError } from './private.js';

export interface EmbeddedOptions {
  /** The data folder; created for its owner alone. */
  readonly dir: string;
  /** Default: the machine's clock and randomness. */
  readonly facts?: Facts;
  /** Told of each transaction that reached the disk. */
  readonly observer?: EngineObserver | undefined;
  /** Present: another thread of this process has the folder open, and this one joins it. What `share` gave there, and a line to it. */
  readonly joins?: { readonly memory: SharedArrayBuffer; readonly line: NewsLine } | undefined;
}

/** All four ports on one data folder. */
export interface Embedded {
  readonly streams: StreamStore;
  readonly documents: DocumentStore;
  readonly bus: MessageBus;
  readonly facts: Facts;
  /** A second thread is going to open the folder: news for it go by the line. @returns what the two share */
  share(line: NewsLine): SharedArrayBuffer;
  /** To be called with what the other thread sends by its line, in its order. */
  heard(news: EngineNews): void;
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
  joins,
}: EmbeddedOptions): Promise<Embedded> {
  const steps: (() => void | Promise<void>)[] = joins ? [] : [lockFolder(dir)];
  const sharing = new Sharing(joins ? 2 : 1, joins?.memory);
  if (joins) sharing.connect(joins.line);
  let closed: Promise<void> | undefined;
  /** Last opened, first closed: whoever delivers before whoever is written to, the folder last. */
  const close = () =>
    (closed ??= (async () => {
      for (const step of steps.reverse()) await step();
    })());
  const documentsFile = join(dir, 'documents.sqlite');
  const streamsFile = join(dir, 'streams.sqlite');
  try {
    // The first thread copies journals, of what both have written.
    const checkpointer = joins ? undefined : new Checkpointer();
    steps.push(() => checkpointer?.close());
    const connection = new Connection(documentsFile, DOCUMENTS_SETUP);
    steps.push(() => connection.close());
    const commits = new GroupCommit(connection, observer, sharing);
    steps.push(() => commits.close());
    checkpointer?.watch(documentsFile, commits);
    const documents = new EmbeddedDocuments(connection, commits);
    steps.push(() => documents.close());
    const streams = new EmbeddedStreams(streamsFile, observer, sharing);
    steps.push(() => streams.close());
    checkpointer?.watch(streamsFile, streams);
    const bus = new EmbeddedBus(connection, commits);
    steps.push(() => bus.close());
    const share = (line: NewsLine): SharedArrayBuffer => {
      sharing.connect(line);
      return sharing.memory;
    };
    return { streams, documents, bus, facts, share, heard: (news) => sharing.heard(news), close };
  } catch (error) {
    await close();
    throw translated(error, documentsFile);
  }
}
