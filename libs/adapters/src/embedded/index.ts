import { join } from 'node:path';
import type { DocumentStore, Facts, MessageBus, StreamStore } from '@chignon/eventing';
import { EmbeddedBus } from './bus.js';
import { Checkpointer } from './checkpointer.js';
import { EmbeddedDocuments } from './documents.js';
import { systemFacts } from './facts.js';
import { GroupCommit } from './group-commit.js';
import { lockFolder } from './lock.js';
import { Connection, translated } from './sqlite.js';
import { EmbeddedStreams } from './streams.js';
import { JOURNAL_LIMIT_BYTES } from './stream-writer.js';

export { systemFacts } from './facts.js';
export { DataFolderInUseError } from './lock.js';

export interface EmbeddedOptions {
  /** The data folder; created for its owner alone. */
  readonly dir: string;
  /** Default: the machine's clock and randomness. */
  readonly facts?: Facts;
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

const DOCUMENTS_SETUP = `PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16000; PRAGMA journal_size_limit=${JOURNAL_LIMIT_BYTES}`;

/**
 * Opens the embedded engines: `streams.sqlite` (events) and `documents.sqlite` (documents, read models, announcements and
 * the bus, in one journal, so that a message and the relay's step past it cannot be lost apart).
 * @throws DataFolderInUseError when the folder is open already, here or in another process
 * @throws CorruptionError when a file is not what was written
 */
export async function openEmbedded({ dir, facts = systemFacts }: EmbeddedOptions): Promise<Embedded> {
  const unlock = lockFolder(dir);
  const opened: (() => void | Promise<void>)[] = [unlock];
  const close = async () => {
    for (let step = opened.pop(); step; step = opened.pop()) await step();
  };
  const documentsFile = join(dir, 'documents.sqlite');
  const streamsFile = join(dir, 'streams.sqlite');
  try {
    const streams = new EmbeddedStreams(streamsFile);
    const closeStreams = () => streams.close();
    opened.push(closeStreams);
    const connection = new Connection(documentsFile, DOCUMENTS_SETUP);
    opened.push(() => connection.close());
    const commits = new GroupCommit(connection);
    opened.push(() => commits.close());
    const documents = new EmbeddedDocuments(connection, commits);
    const bus = new EmbeddedBus(connection, commits);
    opened.push(() => documents.close());
    opened.push(() => bus.close());
    const checkpointer = new Checkpointer([streamsFile, documentsFile]);
    // Last but one: after every other connection, before the folder is let go.
    opened.splice(1, 0, () => checkpointer.close());
    return { streams, documents, bus, facts, close };
  } catch (error) {
    await close();
    throw translated(error, documentsFile);
  }
}
