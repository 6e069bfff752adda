import { createHash } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';
import type { AllStreamRecordedEvent, JSONEventData, JSONType, Position, RecordedEvent as ServerEvent } from '@eventstore/db-client';
import { positionText } from '@chignon/eventing';
import type { EventToAppend, Meta, RecordedEvent } from '@chignon/eventing';

/** What stands in the server's metadata beside the data. `id` only where the port's id is no UUID. */
interface Kept {
  readonly version: number;
  readonly meta: Meta;
  readonly id?: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** What the server says where it knows no position. */
const NO_POSITION = 0xffff_ffff_ffff_ffffn;

/**
 * The server takes UUIDs only and is idempotent by them. Ids of ours are UUIDs already; any other is hashed to one, the
 * same one every time, so that a repeated append is still known.
 */
export function serverId(id: string): string {
  if (UUID.test(id)) return id;
  const hex = createHash('sha256').update(id).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The event as the server takes it. Throws where JSON refuses the data: inside the client that would leave the append
 * waiting for ever.
 */
export function toServer(event: EventToAppend): JSONEventData {
  if (JSON.stringify(event.data) === undefined) throw new TypeError(`data of ${event.type} is not JSON`);
  const id = serverId(event.id);
  const kept: Kept = { version: event.version, meta: event.meta, ...(id === event.id ? {} : { id: event.id }) };
  JSON.stringify(kept);
  return jsonEvent({ id, type: event.type, data: event.data as JSONType, metadata: { ...kept } });
}

/** The event as it was stored, at our revision (1 for the first). */
export function fromServer(event: ServerEvent | AllStreamRecordedEvent): RecordedEvent {
  const kept = (event.metadata ?? {}) as unknown as Partial<Kept>;
  return {
    id: kept.id ?? event.id,
    type: event.type,
    version: kept.version ?? 1,
    data: event.data,
    meta: (kept.meta ?? {}) as Meta,
    stream: event.streamId,
    revision: Number(event.revision) + 1,
    position: event.position && event.position.commit !== NO_POSITION ? toText(event.position) : '',
  };
}

/** Commit and prepare position, each of fixed width: text order is log order. */
export const toText = ({ commit, prepare }: Position): string => `${positionText(commit)}.${positionText(prepare)}`;

/** The way back; another engine's position is a `TypeError`. */
export function toPosition(text: string): Position {
  const match = /^(\d{20})\.(\d{20})$/.exec(text);
  if (!match) throw new TypeError(`not a position of EventStoreDB: ${text}`);
  return { commit: BigInt(match[1]!), prepare: BigInt(match[2]!) };
}
