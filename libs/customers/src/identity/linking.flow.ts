import { noCustomer } from '@chignon/service-kit';
import { streamName, type CommandMetadata, type Tools } from '@chignon/eventing';
import { dismiss } from './duplicates.flow.js';
import { CHAIN, links, type LinkReason, type Pair, type UnlinkReason } from './links-ledger.js';
import { linkedRecords } from './links.view.js';
import { records } from './record.js';

/** Says that two records are one person, and waits until it is seen. @throws Refusal 404 `customer-not-found`, 409 `same-customer`, `already-linked`, `survivor-absorbed` */
export async function linkRecords(
  tools: Tools,
  link: Pair & { readonly reason: LinkReason },
  cause: CommandMetadata,
): Promise<void> {
  const there = await tools.documents.getMany(records, [link.survivorId, link.absorbedId]);
  for (const field of ['survivorId', 'absorbedId'] as const)
    if (!there.some(({ id }) => id === link[field])) throw noCustomer(field);
  const { revision } = await tools.execute(links, CHAIN, { type: 'LinkCustomers', ...link }, cause);
  await seen(tools, link.absorbedId, revision);
}

/** Takes a link back, and waits until it is seen. A record that is linked with nobody is left alone. */
export async function unlinkRecord(
  tools: Tools,
  absorbedId: string,
  reason: UnlinkReason,
  cause: CommandMetadata,
): Promise<void> {
  const { events, revision } = await tools.execute(
    links,
    CHAIN,
    { type: 'UnlinkCustomer', absorbedId, reason },
    cause,
  );
  for (const { data } of events)
    if (reason === 'different-people' || reason === 'mistake')
      await dismiss(tools, data.survivorId, absorbedId, cause.actor);
  await seen(tools, absorbedId, revision);
}

/** The write stands, whether or not it is seen within two seconds: whoever asks a moment later sees it. */
const seen = (tools: Tools, id: string, revision: number): Promise<void> =>
  tools.atLeast(linkedRecords, id, streamName('identity', CHAIN), revision).catch(() => undefined);

/** What was said of these records, oldest first. */
export async function linkHistory(
  tools: Tools,
  ids: readonly string[],
): Promise<
  readonly {
    act: string;
    survivorId: string;
    absorbedId: string;
    reason: string;
    by: string;
    at: string;
  }[]
> {
  const named = new Set(ids);
  return (await tools.history(links, CHAIN))
    .filter(({ data }) => named.has(data.survivorId) || named.has(data.absorbedId))
    .map(({ type, data, meta }) => ({
      act: type === 'CustomersLinked' ? 'linked' : 'unlinked',
      survivorId: data.survivorId,
      absorbedId: data.absorbedId,
      reason: data.reason,
      by: meta.actor,
      at: meta.recordedAt,
    }));
}
