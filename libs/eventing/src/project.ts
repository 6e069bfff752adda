import { positionText, type DeliveredMessage, type Envelope, type RecordedEvent } from './event.js';
import { toCurrentVersion, type Past } from './ledger.js';
import type { Observer } from './observe.js';
import type { Collection, Document, DocumentStore, Stored, Write } from './ports/document-store.js';
import { laneOf } from './lane.js';
import { background } from './turns.js';
import type { View } from './view.js';

/** Concurrent writers of one document (two replicas, two partitions) settle within a few rounds; more means a bug. */
const MAX_ROUNDS = 20;
/** Bound of one read of touched documents: the port's own limit. */
const MAX_IDS = 1000;

/** What the mechanism adds to a view's document: the newest place seen of each ordered source. */
export interface Guarded extends Document {
  readonly _seen?: { readonly [source: string]: string };
}

export type ConsumedEvent = (RecordedEvent | DeliveredMessage) & Envelope;

const revisionText = (revision: number): string => revision.toString().padStart(12, '0');

/** An ordered source and a place in it. Text order of places is their order. */
export interface Place {
  readonly source: string;
  readonly place: string;
}

/**
 * The ordered source an event comes from, and its place in it. Of a message that is a lane of its topic and the event's
 * position in the log, or the document that announced it; only a message without an origin (of an older release, or of
 * another system) is known by where it lies.
 */
export function placeOf(view: Pick<View, 'guard'>, event: ConsumedEvent): Place {
  if ('partition' in event) {
    const { origin } = event.meta;
    if (!origin) return { source: event.partition, place: event.offset };
    if (origin.position !== undefined) return { source: laneName(event), place: origin.position };
    return latePlaceOf(event);
  }
  if (view.guard === 'log') return { source: 'log', place: event.position };
  return { source: event.stream, place: revisionText(event.revision) };
}

/**
 * The place of an event that is handled late, after its stream had waited: what came meanwhile from elsewhere stands further on in the log and
 * in its lane, so it is ordered within its stream only.
 */
export function latePlaceOf(event: ConsumedEvent): Place {
  if (!('partition' in event))
    return { source: `<${event.stream}`, place: revisionText(event.revision) };
  const { origin } = event.meta;
  if (!origin) return { source: `${event.topic}<${event.key}`, place: event.offset };
  const part =
    origin.position === undefined
      ? origin.part
      : Number(origin.position.slice(origin.position.lastIndexOf('.') + 1));
  return {
    source: `${event.topic}<${origin.stream}`,
    place: `${positionText(origin.revision)}${part === undefined ? '' : `.${part.toString().padStart(3, '0')}`}`,
  };
}

/** The stream (or document) that an event comes from: what waits with it when it cannot be taken. */
export const streamOf = (event: ConsumedEvent): string =>
  'partition' in event ? (event.meta.origin?.stream ?? event.key) : event.stream;

/** Name of the lane of a topic that a message travels in. */
export const laneName = ({ topic, key }: Pick<DeliveredMessage, 'topic' | 'key'>): string =>
  `${topic}#${laneOf(key)}`;

/** True when what is `seen` says that the event was handled. Documents of older releases remember the offset in the partition. */
export function handledBefore(
  seen: { readonly [source: string]: string },
  event: ConsumedEvent,
  { source, place }: Place,
): boolean {
  const last = seen[source];
  if (last !== undefined && last >= place) return true;
  const late = latePlaceOf(event);
  if ((seen[late.source] ?? '') >= late.place) return true;
  return (
    last === undefined && 'partition' in event && (seen[event.partition] ?? '') >= event.offset
  );
}

/** One event that a fold could not take. */
export interface Poison {
  readonly event: ConsumedEvent;
  /** What waits: a document, by its id, or all that comes `fromStream`, where nobody can tell which documents the event touches. */
  readonly key: string;
  /** Absent: it may be all right, but must not pass an older one of its key. */
  readonly error?: Error;
}

/** Dead letters of events whose documents are not known. */
export const fromStream = (event: ConsumedEvent): string => `from ${streamOf(event)}`;

/** How `project` takes a batch. */
export interface Projecting {
  /** True for a key of dead letters that already wait. */
  readonly parked: (key: string) => boolean;
  readonly lately?: WriteCache;
  /** The events' streams have waited: see `latePlaceOf`. */
  readonly late?: boolean;
  /** Told how many documents were written. */
  readonly observer?: Observer | undefined;
  /** Folds into this document only. */
  readonly only?: string;
}

/** Documents kept in memory by a view: the days, shelves and accounts that are busy just now. */
const MAX_LATELY = 64;

/**
 * What a view wrote last, so that a busy document is not read back for every batch. Never trusted blindly: a write names
 * the revision it was folded on, and a conflict forgets the document, so the next round reads it.
 */
export class WriteCache {
  private readonly documents = new Map<string, Stored<Guarded>>();

  get(id: string): Stored<Guarded> | undefined {
    return this.documents.get(id);
  }

  note(write: Write<Guarded>): void {
    if (!('put' in write)) return this.forget(write.remove);
    this.forget(write.put.id);
    this.documents.set(write.put.id, { ...write.put, revision: write.expected + 1 });
    if (this.documents.size > MAX_LATELY)
      this.documents.delete(this.documents.keys().next().value!);
  }

  forget(id: string): void {
    this.documents.delete(id);
  }
}

/**
 * Folds a batch into a view's documents: touched documents are read once, folded in memory and written once, each with
 * the places it has seen in the same write. Repeats change nothing. A fold that throws stops its own document only; an event
 * that is not understood stops what comes from its own stream: it and what follows comes back as poison.
 */
export async function project(
  documents: DocumentStore,
  collection: Collection,
  view: View,
  past: (event: ConsumedEvent) => Past | undefined,
  events: readonly ConsumedEvent[],
  how: Projecting,
): Promise<Poison[]> {
  const { lately = new WriteCache() } = how;
  const poison: Poison[] = [];
  const perDocument = routed(view, past, events, how, poison);
  const touched = new Set(perDocument.keys());
  for (let round = 1; touched.size > 0; round++) {
    if (round > MAX_ROUNDS)
      throw new Error(
        `${view.name}: ${touched.size} documents change faster than they can be folded`,
      );
    const ids = [...touched].slice(0, MAX_IDS);
    const stored = await read(documents, collection as Collection<Guarded>, ids, lately);
    const writes: Write<Guarded>[] = [];
    for (const id of ids) {
      await background.rest();
      const write = foldInto(view, id, stored.get(id), perDocument.get(id)!, how, poison);
      touched.delete(id);
      if (write) writes.push(write);
    }
    if (writes.length === 0) continue;
    const again = new Map(
      writes.map((write) => ['put' in write ? write.put.id : write.remove, write]),
    );
    // Forgotten first: whether a write that fails half-way was done is not known.
    for (const id of again.keys()) lately.forget(id);
    const { conflicts } = await documents.bulk<Guarded>(collection as Collection<Guarded>, writes);
    how.observer?.written(view.name, again.size, conflicts.length);
    for (const [id, write] of again) if (!conflicts.includes(id)) lately.note(write);
    for (const id of conflicts) if (again.has(id)) touched.add(id);
  }
  return poison;
}

/** The events of each document that they touch, in today's shapes and in order. */
function routed(
  view: View,
  past: (event: ConsumedEvent) => Past | undefined,
  events: readonly ConsumedEvent[],
  { parked, late, only }: Projecting,
  poison: Poison[],
): Map<string, ConsumedEvent[]> {
  const perDocument = new Map<string, ConsumedEvent[]>();
  const stopped = new Set<string>();
  for (const heard of events) {
    const folding = view.on[heard.type];
    if (!folding) continue;
    const key = fromStream(heard);
    if (!late && (stopped.has(key) || parked(key))) {
      poison.push({ event: heard, key });
      continue;
    }
    try {
      const event = toCurrentVersion(heard, past(heard), view.versions?.[heard.type] ?? 1);
      for (const id of folding.ids(event)) {
        if (only !== undefined && id !== only) continue;
        const list = perDocument.get(id);
        if (list) list.push(event);
        else perDocument.set(id, [event]);
      }
    } catch (error) {
      stopped.add(key);
      poison.push({ event: heard, key, error: error as Error });
    }
  }
  return perDocument;
}

/** Documents by id: those written lately from memory, the others from the store. */
async function read(
  documents: DocumentStore,
  collection: Collection<Guarded>,
  ids: readonly string[],
  lately: WriteCache,
): Promise<Map<string, Stored<Guarded>>> {
  const found = new Map<string, Stored<Guarded>>();
  const unknown = ids.filter((id) => {
    const known = lately.get(id);
    if (known) found.set(id, known);
    return !known;
  });
  if (unknown.length > 0)
    for (const document of await documents.getMany(collection, unknown))
      found.set(document.id, document);
  return found;
}

function foldInto(
  view: View,
  id: string,
  stored: Stored<Guarded> | undefined,
  events: readonly ConsumedEvent[],
  { parked, late }: Projecting,
  poison: Poison[],
): Write<Guarded> | undefined {
  let document: Guarded | undefined;
  if (stored) {
    const { revision: _revision, ...plain } = stored;
    document = plain;
  }
  const seen: Record<string, string> = { ...document?._seen };
  let changed = false;
  let stopped = parked(id);
  for (const event of events) {
    const at = late ? latePlaceOf(event) : placeOf(view, event);
    if (handledBefore(seen, event, at)) continue;
    if (stopped) {
      poison.push({ event, key: id });
      continue;
    }
    try {
      document = view.on[event.type]!.fold(document, event, id);
      seen[at.source] = at.place;
      changed = true;
    } catch (error) {
      stopped = true;
      poison.push({
        event,
        key: id,
        error: error instanceof Error ? error : new Error(String(error)),
      });
    }
  }
  if (!changed) return undefined;
  if (document) return { put: { ...document, _seen: seen }, expected: stored?.revision ?? 0 };
  return stored ? { remove: id, expected: stored.revision } : undefined;
}
