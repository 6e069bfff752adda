import { msOfIso } from '@chignon/calendar';
import { invalid, optional, type Tools } from '@chignon/eventing';
import { type Directory, noProduct } from '@chignon/service-kit';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { minutesOfPhases, priceAt } from '../../salon/catalogue/durations.js';
import { isBuffer, plannedUse } from '../../salon/catalogue/service.js';
import { priceAtTime } from '../../salon/peaks/price-rule.js';
import { noStaff } from '../../salon/roster/staff.js';
import { roundedQuotient, sum } from '../../visits/bill.js';
import type { Share, VisitLine } from '../../visits/visit.js';
import { visitMoment } from '../booking/check-in.flow.js';
import type { NewVisitLineBody } from './visit-lines.shapes.http.js';

/** A service as the catalogue has it now, with the person who leads, at what it costs now. */
export async function serviceLine(
  tools: Tools,
  storeId: string,
  customerId: string | undefined,
  body: Pick<
    NewVisitLineBody,
    'kind' | 'itemId' | 'priceCents' | 'requested' | 'taxClass' | 'earning' | 'quantityMilli'
  > & { performers?: Share[] },
  lineId: string,
  field: string,
): Promise<VisitLine> {
  const book = await booksOf(tools).store(storeId);
  const at = field === '' ? '' : `${field}.`;
  const service = await booksOf(tools).service(
    body.itemId,
    field === '' ? 'itemId' : `${field}.serviceId`,
  );
  const performers = body.performers ?? [];
  const stranger = performers.findIndex((p) => !book.team.has(p.staffId));
  if (stranger >= 0) throw noStaff(`${at}performers.${stranger}.staffId`);
  const lead = performers.reduce<Share | undefined>(
    (best, p) => (best === undefined || p.sharePercent > best.sharePercent ? p : best),
    undefined,
  );
  const level = lead && book.team.get(lead.staffId)?.level;
  const who = {
    staffId: lead?.staffId ?? '',
    storeId,
    currency: book.store.currency,
    ...optional({ level, customerId }),
  };
  const tables = await booksOf(tools).tablesFor(book, customerId);
  const minutes = minutesOfPhases(service, who, tables);
  const sold = {
    serviceId: service.id,
    serviceGroup: service.serviceGroup,
    ...optional({ level }),
    startMs: msOfIso(tools.facts.now()),
    priceCents: priceAt(service, who, tables, field === '' ? 'itemId' : `${field}.serviceId`),
  };
  const { businessDate } = await visitMoment(tools, storeId);
  const quantityMilli = body.quantityMilli ?? 1000;
  const listCents = roundedQuotient(
    priceAtTime(sold, book.frame(businessDate)).priceCents * quantityMilli,
    1000,
  );
  return {
    lineId,
    kind: 'service',
    itemId: service.id,
    serviceGroup: service.serviceGroup,
    catalogueVersion: service.version,
    quantityMilli,
    priceCents: body.priceCents ?? listCents,
    listCents,
    taxClass: body.taxClass ?? 'service',
    performers,
    requested: body.requested ?? false,
    ...optional({ level }),
    plannedMinutes: sum(minutes),
    steps: service.phases.flatMap((p, i) =>
      isBuffer(p) ? [] : [{ name: p.name, minutes: minutes[i]! }],
    ),
    plannedUse: plannedUse(service),
    earning: body.earning ?? true,
  };
}

/** What inventory asks for so many of the product; undefined: it does so in another currency than the visit's. @throws Refusal 422 `product-not-found` */
export async function listCentsOfProduct(
  directory: Directory,
  { itemId, quantityMilli = 1000 }: NewVisitLineBody,
  currency: string,
): Promise<number | undefined> {
  const known = (await directory.products([itemId])).get(itemId);
  if (!known) throw noProduct('itemId');
  return known.currency === currency
    ? roundedQuotient(known.priceCents * quantityMilli, 1000)
    : undefined;
}

/** `listCents`: what inventory asks for the product, where it does so in this currency. @throws Refusal `price-missing` */
export function otherLine(
  {
    kind,
    itemId,
    quantityMilli = 1000,
    priceCents: given,
    performers = [],
    requested = false,
    taxClass,
    earning,
  }: NewVisitLineBody,
  listCents: number | undefined,
): VisitLine {
  const priceCents = given ?? listCents;
  if (priceCents === undefined)
    throw invalid(
      'price-missing',
      'Adjustments, and products without a price in the currency of the store, need a price.',
      { field: 'priceCents', expected: 'integer cents' },
    );
  return {
    lineId: 'new',
    kind,
    itemId,
    quantityMilli,
    priceCents,
    ...optional({ listCents }),
    taxClass: taxClass ?? (kind === 'product' ? 'product' : 'none'),
    performers,
    requested,
    plannedMinutes: 0,
    steps: [],
    plannedUse: [],
    earning: earning ?? kind === 'product',
  };
}
