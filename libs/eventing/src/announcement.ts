import type { CommandMetadata } from './context.js';
import type { Message } from './event.js';
import { deriveId, sha256 } from './ids.js';
import { isRecorded } from './observe.js';
import type { Facts } from './ports/facts.js';
import type { Publication } from './reaction.js';
import { optional } from './optional.js';

/** A publication as a message: its id is derived from what caused it, so that publishing twice is seen as one. */
export function messageOf(publication: Publication, id: string, meta: Message['meta']): Message {
  return {
    topic: publication.topic,
    key: publication.key,
    id,
    type: publication.type,
    version: publication.version,
    data: publication.data,
    meta,
  };
}

/** A message that stands in a document's own write. */
export function announcement(
  publication: Publication,
  cause: CommandMetadata,
  facts: Facts,
): Message {
  const now = facts.now();
  return messageOf(
    publication,
    deriveId(`${cause.commandId}|${publication.topic}|${publication.type}|${publication.key}`),
    {
      commandId: cause.commandId,
      inputHash: '',
      correlationId: cause.correlationId,
      causationId: cause.causationId ?? cause.correlationId,
      actor: cause.actor,
      tenant: cause.tenant ?? 'chain',
      ...optional({ storeId: cause.storeId }),
      effectiveAt: cause.effectiveAt ?? now,
      recordedAt: now,
      ...(cause.traceparent !== undefined && isRecorded(cause.traceparent)
        ? { traceparent: cause.traceparent }
        : {}),
      hash: sha256(JSON.stringify(publication.data)),
    },
  );
}
