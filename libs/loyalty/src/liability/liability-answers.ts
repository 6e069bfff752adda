/* The roll-forward as answers and files say it: what lowers the liability stands above 0 under its own name. Pure. */
import { optional } from '@chignon/eventing';
import { settlementOf, valued } from './estimate.js';
import type { ClosedRow } from './liability-close-ledger.js';
import type { Liability } from './liability.flow.js';
import type { Flows } from './roll-forward.js';

/** Flows with the sign of their name. */
export function named({
  issued,
  used,
  reversed,
  refunded,
  forfeited,
  expired,
  adjusted,
  transferred,
}: Flows) {
  return {
    issued,
    used: above(used),
    reversed: above(reversed),
    refunded: above(refunded),
    forfeited: above(forfeited),
    expired: above(expired),
    adjusted,
    transferred,
  };
}

/** Never minus 0. */
const above = (amount: number): number => (amount === 0 ? 0 : -amount);

/** The report as it is answered. */
export function reportOf({ period, estimate, rows, uses }: Liability) {
  return {
    ...period,
    estimateVersion: estimate.version,
    rows: rows.map((row) => {
      const { kind, storeId, currency, opening, flows, closing, owing, late, ages } = row;
      return {
        kind,
        ...optional({ storeId, currency }),
        opening,
        ...named(flows),
        closing,
        owing,
        late: { ...named(late), net: late.net },
        ages: ages.map((band) => ({ ...band })),
        ...valued(estimate, row),
      };
    }),
    settlements: uses.map((use) => ({
      kind: use.kind,
      ...optional({ currency: use.currency }),
      issuerStoreId: use.issuer,
      redeemerStoreId: use.redeemer,
      amount: use.amount,
      ...optional({ owedCents: settlementOf(estimate, use) }),
    })),
  };
}

/** What is frozen of it when a month is closed. */
export const closedRows = ({ rows, estimate }: Liability): ClosedRow[] =>
  rows.map((row) => {
    const { kind, currency, opening, flows, closing } = row;
    const { valueCents, breakageCents } = valued(estimate, row);
    return {
      kind,
      ...optional({ currency }),
      opening,
      flows,
      closing,
      ...optional({ valueCents, breakageCents }),
    };
  });

const COLUMNS = [
  'kind',
  'storeId',
  'currency',
  'opening',
  'issued',
  'used',
  'reversed',
  'refunded',
  'forfeited',
  'expired',
  'adjusted',
  'transferred',
  'closing',
  'owing',
  'lateNet',
  'valueCents',
  'breakageCents',
  'expectedCents',
] as const;

/** The rows as CSV (RFC 4180), amounts as whole numbers. Ids and codes hold no comma, quote or sign of a formula at their beginning. */
export function csvOf(liability: Liability): string {
  const lines = reportOf(liability).rows.map((row) => {
    const cells = { ...row, lateNet: row.late.net } as { readonly [column: string]: unknown };
    return COLUMNS.map((column) => cells[column] ?? '').join(',');
  });
  return [COLUMNS.join(','), ...lines, ''].join('\r\n');
}
