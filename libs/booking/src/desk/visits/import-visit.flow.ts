import { firstInstant, isoOf } from '@chignon/calendar';
import { forbidden, optional, sha256, type Tools } from '@chignon/eventing';
import { mustBeCredible, type RequestContext } from '@chignon/service-kit';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { visits } from '../../visits/visit-ledger.js';
import { dayStartOf } from '../../visits/visit.js';
import { causeFor, groupOf, knownBy, NOON, outcomeOf, todayAt } from './import-rows.flow.js';
import type { ImportedVisit } from './imports.shapes.http.js';
import type { SourceCode, SourceCodes } from './source-codes.flow.js';

/** Points are loyalty's to give, and importing visits is no way around it. Only those who run the chain may: a service knows no grants of other contexts. */
const MAY_GIVE_POINTS = 'loyalty.points:write';

/** What a visit names in the words of its source. */
export const codesOfVisit = ({ lines, taxes }: ImportedVisit): SourceCode[] => [
  ...lines.flatMap(({ kind, itemId, serviceGroup, performers }) => [
    { kind, code: itemId },
    ...(serviceGroup === undefined ? [] : [groupOf(itemId, serviceGroup)]),
    ...performers.map(({ staffId }): SourceCode => ({ kind: 'staff', code: staffId })),
  ]),
  ...taxes.map(({ code }): SourceCode => ({ kind: 'tax', code })),
];

/** One past visit: opened, completed and settled as recorded, in one command. */
export async function importVisit(
  tools: Tools,
  book: StoreBook,
  given: ImportedVisit,
  billId: string,
  codes: SourceCodes,
  request: RequestContext,
) {
  const { store } = book;
  const idOf = (externalId: string): string =>
    `i-${sha256(`${store.id}|${externalId}`).slice(0, 24)}`;
  const item = await knownBy(
    given,
    async (formerId) => (await tools.load(visits, idOf(formerId))).state.status !== 'absent',
  );
  const { externalId, customerId, businessDate, localHour, lines, taxes, tenders } = item;
  const cause = causeFor(request, store.id, 'visit', item);
  const visitId = idOf(externalId);
  mustBeCredible(businessDate, { today: todayAt(tools, store), field: 'businessDate' });
  const earning = lines.findIndex((line) => line.earning);
  if (earning >= 0 && !request.caller.may(MAY_GIVE_POINTS))
    throw forbidden('permission-missing', 'Your role does not permit this.', {
      field: `lines.${earning}.earning`,
      permission: MAY_GIVE_POINTS,
    });
  const at = isoOf(
    firstInstant(store.zone, businessDate, localHour === undefined ? NOON : localHour * 60),
  );
  const opening = {
    visitId,
    storeId: store.id,
    ...optional({ customerId }),
    zone: store.zone,
    ...dayStartOf(dayStartMinute(store)),
    businessDate,
    ...optional({ localHour }),
    origin: 'import' as const,
    currency: store.currency,
    lines: lines.map(
      ({ kind, itemId, serviceGroup, quantityMilli, netCents, performers, earning: earns }, i) => ({
        lineId: `l${i + 1}`,
        kind,
        itemId: codes.idOf(kind, itemId),
        ...(serviceGroup === undefined
          ? {}
          : { serviceGroup: codes.groupOf(itemId, serviceGroup) }),
        catalogueVersion: 0,
        quantityMilli,
        priceCents: netCents,
        taxClass: 'none' as const,
        performers: performers.map((performer) => ({
          ...performer,
          staffId: codes.idOf('staff', performer.staffId),
        })),
        requested: false,
        plannedMinutes: 0,
        steps: [],
        plannedUse: [],
        earning: earns,
      }),
    ),
  };
  const { tenders: kinds } = await booksOf(tools).till();
  const { replayed } = await tools.execute(
    visits,
    visitId,
    {
      type: 'ImportVisit',
      kinds,
      opening,
      billId,
      at,
      taxCents: lines.map((l) => l.taxCents),
      taxes: taxes.map(({ code, cents }) => ({ code: codes.idOf('tax', code), cents })),
      ...optional({ tenders }),
    },
    cause,
  );
  return { outcome: outcomeOf(replayed), visitId };
}
