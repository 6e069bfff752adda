import type { Envelope, Meta, RecordedEvent } from './event.js';
import { sha256 } from './ids.js';

/**
 * The link of one event: SHA-256 over the link before it (empty for the first) and everything that the event says, its
 * place included. Removing, reordering or changing an event breaks every link after it.
 */
export function link(
  previous: string,
  stream: string,
  revision: number,
  event: Omit<Envelope, 'meta'> & { meta: Omit<Meta, 'hash'> },
): string {
  const { hash: _own, ...meta } = event.meta as Meta;
  return sha256(
    JSON.stringify([
      previous,
      stream,
      revision,
      event.id,
      event.type,
      event.version,
      event.data,
      meta,
    ]),
  );
}

/** True when `event` is the unaltered successor of the event whose link is `previous`. */
export const linksTo = (previous: string, event: RecordedEvent): boolean =>
  link(previous, event.stream, event.revision, event) === event.meta.hash;
