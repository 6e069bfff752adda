/* Rows of an import: each by its own id, once, a bad one beside the others. */
import { businessDateOf, msOfIso } from '@chignon/calendar';
import { type CommandMetadata, deriveId, optional, Refusal, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import type { StoreBook } from '../../salon/book/store-book.flow.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import type { ImportResult } from './imports.shapes.http.js';
import type { SourceCode } from './source-codes.flow.js';

/** Noon: a source that knows only the day is true at no other instant either, and noon is in the day everywhere. */
export const NOON = 720;

/** The business day that it is in the store. */
export const todayAt = (tools: Tools, store: StoreBook['store']): string =>
  businessDateOf(store.zone, dayStartMinute(store), msOfIso(tools.facts.now()));

export const groupOf = (serviceId: string, code: string): SourceCode => ({
  kind: 'service-group',
  code,
  serviceId,
});

/** The item by the id under which it stands: an earlier release may have imported it by another. */
export async function knownBy<I extends { externalId: string; formerId?: string }>(
  { formerId, ...item }: I,
  stands: (formerId: string) => Promise<boolean>,
): Promise<Omit<I, 'formerId'>> {
  return formerId !== undefined && (await stands(formerId))
    ? { ...item, externalId: formerId }
    : item;
}

export const outcomeOf = (replayed: boolean) =>
  replayed ? ('already' as const) : ('imported' as const);

/** One command per item, named after store and external id: whoever imports it again, in whatever batch, finds it done. */
export const causeFor = (
  request: RequestContext,
  storeId: string,
  what: string,
  item: { readonly externalId: string },
): CommandMetadata => {
  const { expected: _, ...cause } = request.cause({ storeId });
  return {
    ...cause,
    commandId: deriveId(`import|${what}|${storeId}|${item.externalId}`),
    input: item,
  };
};

export async function attempt<R>(
  externalId: string,
  run: () => Promise<R & { outcome: 'imported' | 'already' }>,
): Promise<ImportResult> {
  try {
    return { externalId, ...(await run()) };
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
    return {
      externalId,
      outcome: 'rejected',
      code: error.code,
      ...optional({ field: error.detail.field }),
    };
  }
}
