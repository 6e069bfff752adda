/** What `customers` answers to at once: a page of a list. */
const PAGE = 200;
/** At most so many customers are joined to one answer: a busy day of a large store. What lies beyond stays without names. */
const MAX_CUSTOMERS = 1000;

/** Asks `customers` for these ids, at most 200; the answer is already masked for the caller. */
export type CustomersByIds = (
  ids: readonly string[],
) => Promise<readonly { readonly id: string }[]>;

/**
 * Joins names to an answer: every object with a `customerId` gets a `customer` beside it (null when the caller may not
 * see that customer). One question to `customers` for 200 of them.
 */
export async function expandCustomers(answer: unknown, ask: CustomersByIds): Promise<unknown> {
  const ids = new Set<string>();
  visit(answer, (object) => ids.size < MAX_CUSTOMERS && ids.add(object['customerId'] as string));
  if (ids.size === 0) return answer;
  const pages = Array.from({ length: Math.ceil(ids.size / PAGE) }, (_, i) =>
    [...ids].slice(i * PAGE, (i + 1) * PAGE),
  );
  const customers = new Map(
    (await Promise.all(pages.map((page) => ask(page))))
      .flat()
      .map((customer) => [customer.id, customer]),
  );
  visit(
    answer,
    (object) =>
      ids.has(object['customerId'] as string) &&
      (object['customer'] = customers.get(object['customerId'] as string) ?? null),
  );
  return answer;
}

function visit(value: unknown, each: (object: { [key: string]: unknown }) => void): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) return value.forEach((item) => visit(item, each));
  const object = value as { [key: string]: unknown };
  for (const inner of Object.values(object)) visit(inner, each);
  if (typeof object['customerId'] === 'string') each(object);
}
