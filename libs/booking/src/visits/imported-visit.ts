import { invalid } from '@chignon/eventing';
import { IMPORT_TENDER } from '../salon/till/till-rules.js';
import { sum } from './bill.js';
import { checkImportedTenders } from './tenders.js';
import {
  checkLine,
  detailsOf,
  type Money,
  performedOf,
  settledOf,
  type Tender,
  type VisitEvent,
  type VisitLine,
  type VisitOpening,
  type VisitState,
} from './visit.js';

/** A whole visit of the past, as another system has it: opened, completed and settled in one append, true as of its own date. */
export interface ImportVisit {
  readonly type: 'ImportVisit';
  readonly opening: VisitOpening;
  readonly billId: string;
  /** ISO UTC: on the visit's own business day. */
  readonly at: string;
  /** Per line of the opening, in order. */
  readonly taxCents: readonly number[];
  readonly taxes: readonly Money[];
  /** Left out: one tender of kind `import` over the whole. */
  readonly tenders?: readonly Tender[];
  /** Kinds of tender that the chain takes. */
  readonly kinds: readonly string[];
}

/**
 * Amounts are taken as the source has them, negative lines included; only their sums are checked.
 * @throws Refusal `taxes-do-not-sum`, `tenders-do-not-sum`, `tender-unknown`, `tender-sign`, or a line's own
 */
export function decideImport(
  state: VisitState,
  { opening, billId, at, taxCents, taxes, tenders, kinds }: ImportVisit,
): VisitEvent[] {
  if (state.status !== 'absent') return [];
  opening.lines.forEach((line, i) => checkLine(line, `lines.${i}`));
  if (sum(taxCents) !== sum(taxes.map((t) => t.cents)))
    throw invalid(
      'taxes-do-not-sum',
      'The taxes of the lines do not add up to those of the bill.',
      { field: 'taxes', expected: String(sum(taxCents)) },
    );
  const netCents = sum(opening.lines.map((l) => l.priceCents));
  const grossCents = netCents + sum(taxCents);
  const paid = tenders ?? (grossCents === 0 ? [] : [{ kind: IMPORT_TENDER, cents: grossCents }]);
  checkImportedTenders(paid, grossCents, kinds);
  const details = detailsOf(opening);
  const lines = opening.lines.map((line: VisitLine, i) =>
    settledOf(line, {
      lineId: line.lineId,
      netCents: line.priceCents,
      taxCents: taxCents[i]!,
      taxes: [],
    }),
  );
  // Voids and corrections of imported visits need the taxes by code; a source has them per bill only, so the lines share them in order.
  const shared = shareTaxes(taxCents, taxes);
  return [
    { type: 'VisitOpened', data: opening, effectiveAt: at },
    {
      type: 'VisitCompleted',
      data: {
        facts: details,
        completedAt: at,
        services: opening.lines.filter((l) => l.kind === 'service').map((l) => performedOf(l)),
      },
      effectiveAt: at,
    },
    {
      type: 'VisitSettled',
      data: {
        facts: details,
        settlementNo: 1,
        billId,
        settledAt: at,
        currency: opening.currency,
        imported: true,
        lines: lines.map((line, i) => ({ ...line, taxes: shared[i]! })),
        taxes,
        tenders: paid,
        netCents,
        taxCents: sum(taxCents),
      },
      effectiveAt: at,
    },
  ];
}

/** Splits each line's tax by code so that both the lines' and the codes' sums are kept. */
export function shareTaxes(taxCents: readonly number[], taxes: readonly Money[]): Money[][] {
  const left = taxes.map((t) => t.cents);
  return taxCents.map((cents, line) => {
    const last = line === taxCents.length - 1;
    let missing = cents;
    const parts = taxes.map(({ code }, i) => {
      const part = last
        ? left[i]!
        : i === taxes.length - 1
          ? missing
          : Math.sign(missing) *
            Math.min(Math.abs(missing), Math.max(0, Math.sign(missing) * left[i]!));
      missing -= part;
      left[i]! -= part;
      return { code, cents: part };
    });
    return parts.filter((p) => p.cents !== 0);
  });
}
