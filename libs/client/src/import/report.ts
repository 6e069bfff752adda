import { decimalText } from './decimal.js';
import type { Plan } from './plan.js';
import { FINE_PLACES } from './rows.js';
import { FINE_PER_CENT } from './catalogue.js';

/** How many records of one kind the platform took over, knew already, or refused. */
export interface Tally {
  imported: number;
  already: number;
  rejected: number;
}

/** What an import did or, dry, would do. One JSON object; money in cents, exact taxes as decimal text. */
export interface Report {
  readonly dryRun: boolean;
  readonly storeId: string;
  readonly receiptLines: number;
  readonly receipts: number;
  /** Different client codes on receipts, the anonymous one included. */
  readonly clients: number;
  readonly netCents: number;
  readonly negativeLines: number;
  readonly sharedReceipts: number;
  /** Visits: one per receipt and client. */
  readonly visits: number;
  /** Anonymous visits. */
  readonly walkIns: number;
  readonly staff: {
    readonly [staffId: string]: { readonly lines: number; readonly netCents: number };
  };
  readonly taxes: readonly {
    readonly code: string;
    readonly exact: string;
    readonly cents: number;
    readonly roundingDifference: string;
  }[];
  readonly bookings: number;
  readonly cancellations: number;
  readonly noShows: number;
  /** Appointments at the same time as another of the same staff member, as they stand in the source. */
  readonly overlaps: number;
  readonly services: number;
  readonly products: number;
  /** Prices with fractions of a cent, rounded. */
  readonly roundedPrices: number;
  readonly unknownDescriptions: { readonly [description: string]: number };
  /** By kind: codes of staff, services, taxes … that mean nothing on the platform; what was imported with them has an id that stands for each. */
  readonly unknownCodes: { readonly [kind: string]: readonly string[] };
  /** Rows that were not taken over: every one of them is in the error file. */
  readonly rejected: number;
  /** Good lines that wait because another line of their receipt is bad. */
  readonly heldBack: number;
  /** Records that an earlier run had brought already. */
  readonly alreadyThere: number;
  readonly [figure: string]: unknown;
}

/** What happened while writing; all zero for a dry run. */
export interface Written {
  readonly overlaps: number;
  readonly tallies: {
    readonly customers: Tally;
    readonly products: Tally;
    readonly appointments: Tally;
    readonly visits: Tally;
  };
  readonly rejected: number;
  /** By kind: codes that mean nothing on the platform, which keeps an id that stands for each. */
  readonly unknownCodes: { readonly [kind: string]: readonly string[] };
}

export function reportOf(plan: Plan, written: Written | undefined): Report {
  const { lines, visits, appointments, catalogue } = plan;
  const staff = new Map<string, { lines: number; netCents: number }>();
  for (const { performers, netCents } of visits.visits.flatMap((visit) => visit.lines)) {
    const { staffId } = performers[0]!;
    const before = staff.get(staffId) ?? { lines: 0, netCents: 0 };
    staff.set(staffId, { lines: before.lines + 1, netCents: before.netCents + netCents });
  }
  const taxes = visits.taxes.map(({ code, exact, cents }) => ({
    code,
    exact: decimalText(exact, FINE_PLACES),
    cents,
    roundingDifference: decimalText(cents * FINE_PER_CENT - exact, FINE_PLACES),
  }));
  const tallies = Object.values(written?.tallies ?? {});
  return {
    dryRun: written === undefined,
    storeId: plan.storeId,
    receiptLines: lines.length,
    receipts: visits.receipts,
    clients: new Set(lines.map(({ client }) => client)).size,
    netCents: lines.reduce((sum, { amountCents }) => sum + amountCents, 0),
    ...Object.fromEntries(
      taxes.flatMap(({ code, exact, roundingDifference }) => [
        [`${code.toLowerCase()}Exact`, exact],
        [`${code.toLowerCase()}RoundingDifference`, roundingDifference],
      ]),
    ),
    negativeLines: lines.filter(({ amountCents }) => amountCents < 0).length,
    sharedReceipts: visits.shared,
    visits: visits.visits.length,
    walkIns: visits.visits.filter(({ client }) => client === undefined).length,
    customers: plan.clients.length,
    staff: Object.fromEntries(staff),
    taxes,
    bookings: appointments.bookings,
    cancellations: appointments.cancellations,
    noShows: appointments.noShows,
    overlaps: written?.overlaps ?? 0,
    services: catalogue.services.length,
    products: catalogue.products.length,
    roundedPrices: catalogue.roundedPrices,
    unknownDescriptions: Object.fromEntries(visits.unknownDescriptions),
    rejected: plan.problems.length + (written?.rejected ?? 0),
    heldBack: plan.heldBack,
    alreadyThere: tallies.reduce((sum, { already }) => sum + already, 0),
    unknownCodes: written?.unknownCodes ?? {},
    ...(written ? { written: written.tallies } : {}),
  };
}

/** The report for people. */
export function reportText(report: Report, currency: string): string {
  const money = (cents: number) => `${decimalText(cents, 2)} ${currency}`;
  const lines = [
    `${report.dryRun ? 'Would import' : 'Imported'} into store ${report.storeId}`,
    `  receipts       ${report.receipts} with ${report.receiptLines} lines (${report.negativeLines} negative), ${report.sharedReceipts} shared by several clients`,
    `  visits         ${report.visits}, of which ${report.walkIns} anonymous; ${report.clients} client codes`,
    `  net            ${money(report.netCents)}`,
    ...report.taxes.map(
      ({ code, exact, cents, roundingDifference }) =>
        `  ${code.padEnd(14)} ${exact} exactly, ${money(cents)} kept (rounding ${roundingDifference})`,
    ),
    ...Object.entries(report.staff)
      .sort(([, a], [, b]) => b.netCents - a.netCents)
      .map(([staffId, { netCents }]) => `    ${staffId.padEnd(12)} ${money(netCents)}`),
    `  appointments   ${report.bookings} bookings, ${report.cancellations} cancellations, ${report.noShows} no-shows${report.dryRun ? '' : `; ${report.overlaps} overlaps as recorded`}`,
    `  catalogue      ${report.services} services, ${report.products} products (${report.roundedPrices} with prices rounded to cents)`,
    `  rejected       ${report.rejected} rows${report.heldBack > 0 ? `; ${report.heldBack} good lines wait for the bad ones of their receipts` : ''}`,
    ...(report.dryRun ? [] : [`  already there  ${report.alreadyThere} records`]),
    ...Object.entries(report.unknownDescriptions).map(
      ([description, count]) =>
        `  unknown        "${description}" on ${count} lines: taken as a service of its own`,
    ),
    ...Object.entries(report.unknownCodes).map(
      ([kind, codes]) =>
        `  unknown        ${codes.length} ${kind} ${codes.length === 1 ? 'code is' : 'codes are'} not known here: ${codes.join(', ')}`,
    ),
  ];
  return lines.join('\n');
}
