import { invalid, refused } from '@chignon/eventing';

/** Services that may be put in any order at once: their orders grow as the factorial. */
export const MAX_REORDERED = 5;

interface Ordered {
  readonly serviceGroup: string;
  /** Groups of services that come first when both are in one appointment: a cut after the colour. */
  readonly after?: readonly string[] | undefined;
}

/**
 * The orders in which services of one appointment may follow each other (R-BK-12), as indexes of the list: the wished
 * one first; with `anyOrder` all others that the catalogue allows.
 * @throws Refusal `service-order` when the wished order is not allowed and no other may be tried, or none is
 */
export function ordersOf(services: readonly Ordered[], anyOrder: boolean): number[][] {
  const wished = services.map((_, i) => i);
  if (!anyOrder) {
    const wrong = wished.find((i) => !fits(services, wished, i));
    if (wrong !== undefined)
      throw refused(
        'service-order',
        `\`${services[wrong]!.serviceGroup}\` must come after ${services[wrong]!.after!.join(' and ')}.`,
        { field: `services.${wrong}.serviceId`, expected: 'another order, or anyOrder' },
      );
    return [wished];
  }
  if (services.length > MAX_REORDERED)
    throw invalid('too-many-to-reorder', 'There are too many services for `anyOrder`.', {
      field: 'services',
      expected: `at most ${MAX_REORDERED}`,
      limit: MAX_REORDERED,
    });
  const orders = permutations(wished).filter((order) =>
    order.every((i) => fits(services, order, i)),
  );
  if (orders.length === 0)
    throw refused('service-order', 'The catalogue allows no order of these services.', {
      field: 'services',
    });
  return orders;
}

/** Nothing that must come before service `i` comes after it. */
const fits = (services: readonly Ordered[], order: readonly number[], i: number): boolean =>
  !order
    .slice(order.indexOf(i) + 1)
    .some(
      (later) =>
        services[later]!.serviceGroup !== services[i]!.serviceGroup &&
        services[i]!.after?.includes(services[later]!.serviceGroup),
    );

/** All orders of a list, the list itself first. */
const permutations = (list: readonly number[]): number[][] =>
  list.length <= 1
    ? [[...list]]
    : list.flatMap((first, at) =>
        permutations(list.toSpliced(at, 1)).map((rest) => [first, ...rest]),
      );
