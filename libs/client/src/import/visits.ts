import { FINE_PER_CENT, type Catalogue, type Item } from './catalogue.js';
import { allotted, rounded } from './decimal.js';
import type { Mapping } from './mapping.js';
import type { Coded, Ids } from './identities.js';
import { clientKey, composed, grouped, idOf, normal } from './names.js';
import type { ReceiptLine } from './rows.js';

/** One line of an imported visit, as `POST /v1/booking/imports/visits` takes it. */
export interface ImportedLine {
  readonly kind: 'service' | 'product' | 'adjustment';
  readonly itemId: string;
  readonly serviceGroup?: string;
  readonly quantityMilli: number;
  readonly netCents: number;
  readonly taxCents: number;
  readonly performers: readonly { readonly staffId: string; readonly sharePercent: number }[];
  readonly earning: boolean;
}

/** What one client had on one receipt. */
export interface ImportedVisit {
  readonly externalId: string;
  /** By which earlier releases imported it: with the client's code in it. */
  readonly formerId?: string;
  readonly billId: string;
  /** Client code of the source; absent: anonymous. */
  readonly client?: string;
  readonly businessDate: string;
  readonly localHour?: number;
  readonly lines: readonly ImportedLine[];
  readonly taxes: readonly { readonly code: string; readonly cents: number }[];
  /** First line in the file, for the error file. */
  readonly line: number;
}

/** A tax over all receipts: as the source has it, and as the ledger keeps it. */
export interface TaxSum {
  readonly code: string;
  /** In 1/10,000 of the currency unit. */
  readonly exact: number;
  readonly cents: number;
}

export interface Visits {
  readonly visits: readonly ImportedVisit[];
  readonly receipts: number;
  /** Receipts of more than one client. */
  readonly shared: number;
  readonly taxes: readonly TaxSum[];
  /** Sold quantity by SKU in thousandths, returns taken off. */
  readonly soldMilli: ReadonlyMap<string, number>;
  /** Descriptions that neither services nor products have, with the number of their lines. */
  readonly unknownDescriptions: ReadonlyMap<string, number>;
}

/** What stands in neither file has no other code than what it is called. */
export function derivedOf(description: string): Coded {
  const code = normal(description).toUpperCase();
  return { kind: 'service', code: `X ${code}`, name: normal(description), formerCode: `X-${code}` };
}

/** Hour at which a client's first booking of a day began, if it is known. */
export type HourOf = (client: string, date: string) => number | undefined;

/**
 * Receipt lines as visits: one per receipt and client. Each tax is rounded once per receipt (half away from zero) and its
 * cents go to the lines by largest remainder, so that lines, visits and receipts all sum to the rounded tax.
 */
export function visitsOf(
  mapping: Mapping,
  catalogue: Catalogue,
  lines: readonly ReceiptLine[],
  staffId: (code: string) => string,
  hourOf: HourOf,
  ids: Ids = (kind, code) => idOf(mapping.system, kind, code),
): Visits {
  const receipts = grouped(lines, ({ receipt }) => receipt);
  const unknown = lines
    .filter(({ description }) => !catalogue.described(description))
    .map(({ description }) => normal(description));
  const recognise = (line: ReceiptLine) =>
    classified(
      mapping,
      catalogue.described(line.description),
      line,
      ids('service', derivedOf(line.description).code),
    );
  const codes = mapping.store.taxes.map(({ code }) => code);
  const sums = codes.map((code) => ({ code, exact: 0, cents: 0 }));
  const soldMilli = new Map<string, number>();
  const visits: ImportedVisit[] = [];
  let shared = 0;
  for (const [receipt, billed] of receipts) {
    const centsOf = codes.map((_, tax) =>
      allotted(
        billed.map(({ taxes }) => taxes[tax]!),
        FINE_PER_CENT,
      ),
    );
    sums.forEach((sum, tax) => {
      const exact = billed.reduce((total, { taxes }) => total + taxes[tax]!, 0);
      sum.exact += exact;
      sum.cents += rounded(exact, FINE_PER_CENT);
    });
    const places = new Map(billed.map((line, i) => [line, i]));
    const clients = grouped(billed, ({ client }) => client);
    if (clients.size > 1) shared += 1;
    for (const [client, own] of clients) {
      const taxOf = (line: ReceiptLine, tax: number) => centsOf[tax]![places.get(line)!]!;
      const anonymous = mapping.receipts.anonymousClients.includes(client);
      const businessDate = own[0]!.date;
      const localHour =
        mapping.receipts.hoursFromBookings && !anonymous ? hourOf(client, businessDate) : undefined;
      visits.push({
        externalId: composed(
          mapping.system,
          receipt,
          anonymous ? client : clientKey(mapping.system, client),
        ),
        ...(anonymous ? {} : { formerId: composed(mapping.system, receipt, client) }),
        billId: composed(mapping.system, receipt),
        businessDate,
        line: own[0]!.line,
        ...(anonymous ? {} : { client }),
        ...(localHour === undefined ? {} : { localHour }),
        lines: own.map((line) => ({
          ...recognise(line),
          netCents: line.amountCents,
          taxCents: codes.reduce((sum, _, tax) => sum + taxOf(line, tax), 0),
          performers: [{ staffId: staffId(line.staff), sharePercent: 100 }],
        })),
        taxes: codes.map((code, tax) => ({
          code,
          cents: own.reduce((sum, line) => sum + taxOf(line, tax), 0),
        })),
      });
      for (const { kind, itemId, quantityMilli } of visits.at(-1)!.lines)
        if (kind === 'product') soldMilli.set(itemId, (soldMilli.get(itemId) ?? 0) + quantityMilli);
    }
  }
  return {
    visits,
    receipts: receipts.size,
    shared,
    taxes: sums,
    soldMilli,
    unknownDescriptions: new Map(
      [...grouped(unknown, (text) => text)].map(([text, all]) => [text, all.length]),
    ),
  };
}

type Recognised = Pick<
  ImportedLine,
  'kind' | 'itemId' | 'serviceGroup' | 'quantityMilli' | 'earning'
>;

/**
 * What a line is. A negative line of a product is a return; any other negative line is an adjustment (a deposit or a bundle
 * used), for no service was performed. A bundle that is sold is an adjustment too: it earns when it is used.
 */
function classified(
  { receipts }: Mapping,
  item: Item | undefined,
  { quantityMilli, amountCents }: ReceiptLine,
  derivedId: string,
): Recognised {
  if (item?.kind === 'product')
    return {
      kind: 'product',
      itemId: item.product.sku,
      quantityMilli: amountCents < 0 && quantityMilli > 0 ? -quantityMilli : quantityMilli,
      earning: true,
    };
  const itemId = item ? item.service.id : derivedId;
  if (amountCents < 0 || (item && receipts.prepaidServices.includes(item.service.code)))
    return { kind: 'adjustment', itemId, quantityMilli, earning: false };
  return {
    kind: 'service',
    itemId,
    serviceGroup: item?.service.group ?? 'other',
    quantityMilli,
    earning: true,
  };
}
