import { type DeliveredMessage, optional } from '@chignon/eventing';

/** A message as a CloudEvent: the attributes that Kafka has in `ce_` headers, by the names they have there, and the data. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly version: number;
  readonly dataschema: string;
  readonly datacontenttype: 'application/json';
  readonly subject: string;
  readonly time: string;
  readonly effectiveat: string;
  readonly topic: string;
  readonly position: string;
  readonly correlationid: string;
  readonly causationid: string;
  readonly traceparent?: string;
  readonly storeid?: string;
  readonly originstream?: string;
  readonly originrevision?: number;
  readonly sequence?: string;
  readonly originpart?: number;
  readonly data: object;
}

/** What was asked for, by whom, and what chains the ledger is nobody's business outside: these attributes of Kafka's are left out. */
export function cloudEvent(message: DeliveredMessage): CloudEvent {
  const { id, topic, key, type, version, meta, partition, offset, data } = message;
  const context = topic.split('.')[1]!;
  const { origin } = meta;
  return {
    specversion: '1.0',
    id,
    source: `/chignon/${context}`,
    type: `chignon.${context}.${type}.v${version}`,
    version,
    dataschema: `urn:chignon:event:${context}:${type}:v${version}`,
    datacontenttype: 'application/json',
    subject: key,
    time: meta.recordedAt,
    effectiveat: meta.effectiveAt,
    topic,
    position: `${partition.slice(partition.lastIndexOf('/') + 1)}/${offset}`,
    correlationid: meta.correlationId,
    causationid: meta.causationId,
    ...optional({ traceparent: meta.traceparent }),
    ...(meta.storeId ? { storeid: meta.storeId } : {}),
    ...(origin ? { originstream: origin.stream, originrevision: origin.revision } : {}),
    ...optional({ sequence: origin?.position, originpart: origin?.part }),
    // eslint-disable-next-line no-restricted-syntax -- whatever was published: its schema is its contract's
    data: data as object,
  };
}

/** The stores that an event is about: those that its facts name, else the one where it was caused; none: it is the chain's. */
export function storesOf({ data, meta }: Pick<DeliveredMessage, 'data' | 'meta'>): string[] {
  const { storeId, homeStoreId, previousHomeStoreId, storeIds } = (data ?? {}) as {
    [field: string]: unknown;
  };
  const named = [
    storeId,
    homeStoreId,
    previousHomeStoreId,
    ...(Array.isArray(storeIds) ? storeIds : []),
  ].filter((id): id is string => typeof id === 'string');
  if (named.length > 0) return named;
  return meta.storeId ? [meta.storeId] : [];
}
