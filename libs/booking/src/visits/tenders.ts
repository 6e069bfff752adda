import { invalid, isOwned, refused } from '@chignon/eventing';
import { DEPOSIT_TENDER, IMPORT_TENDER } from '../salon/till/till-rules.js';
import { checkTenders, sum } from './bill.js';
import type { OfferedTender } from './reserved.js';
import type { Settlement, Tender } from './visit.js';

/** Signed sums by kind of all settlements: what was paid, less what went back. */
export function leftByKind(
  settlements: readonly Pick<Settlement, 'tenders'>[],
): Map<string, number> {
  const left = new Map<string, number>();
  for (const { kind, cents } of settlements.flatMap((s) => s.tenders))
    left.set(kind, (left.get(kind) ?? 0) + cents);
  return left;
}

/**
 * Money that comes in: kinds that the chain takes, or that their owner reserved; each a part of the bill, together the whole of it.
 * @throws Refusal 422 `tender-unknown`, `tenders-do-not-sum`, `tender-sign`
 */
export function checkPayment(
  tenders: readonly OfferedTender[],
  grossCents: number,
  kinds: readonly string[],
): void {
  const reserved = tenders.filter(({ reservation }) => reservation).map(({ kind }) => kind);
  // Whether deposits pay bills is the chain's to say.
  mustBeKinds(tenders, [...kinds, ...reserved.filter((kind) => kind !== DEPOSIT_TENDER)]);
  checkTenders(tenders, grossCents);
  mustHaveSign(tenders, 1);
}

/**
 * Money that goes back: by the kinds that it came by, of each at most what was paid by it less what went back. What was paid in another
 * system, nobody knows how, may go back by any kind that the chain takes.
 * @throws Refusal 422 `tender-unknown`, `tenders-do-not-sum`, `tender-sign`; 409 `refund-exceeds-tender`
 */
export function checkPayBack(
  tenders: readonly Tender[],
  grossCents: number,
  kinds: readonly string[],
  settlements: readonly Settlement[],
): void {
  const left = leftByKind(settlements);
  const paidBy = [...left].filter(([, cents]) => cents > 0).map(([kind]) => kind);
  mustBeKinds(tenders, [...new Set([...kinds, ...paidBy])]);
  checkTenders(tenders, grossCents);
  mustHaveSign(tenders, -1);
  const asked = leftByKind([{ tenders }]);
  let free = Math.max(0, (left.get(IMPORT_TENDER) ?? 0) + (asked.get(IMPORT_TENDER) ?? 0));
  for (const [kind, cents] of asked) {
    const most = Math.max(0, left.get(kind) ?? 0);
    const short = -cents - most;
    if (short > 0 && (kind === IMPORT_TENDER || isOwned(kind) || short > free)) {
      throw refused(
        'refund-exceeds-tender',
        `The refund is more than was paid by \`${kind}\`. Money is refunded to the tender that paid.`,
        {
          field: `tenders.${tenders.findIndex((t) => t.kind === kind)}.cents`,
          expected:
            paidBy.length === 0
              ? 'no tender: everything was refunded'
              : [...left]
                  .filter(([, c]) => c > 0)
                  .map(([k, c]) => `at most ${c} by ${k}`)
                  .join(', '),
        },
      );
    }
    if (short > 0) free -= short;
  }
}

/** What another system says of a payment: kinds of the chain or `import`, all of the bill's own sign. @throws Refusal 422 */
export function checkImportedTenders(
  tenders: readonly Tender[],
  grossCents: number,
  kinds: readonly string[],
): void {
  mustBeKinds(tenders, [...kinds.filter((kind) => !isOwned(kind)), IMPORT_TENDER]);
  checkTenders(tenders, grossCents);
  mustHaveSign(tenders, grossCents < 0 ? -1 : 1);
}

function mustBeKinds(tenders: readonly Tender[], kinds: readonly string[]): void {
  const unknown = tenders.findIndex(({ kind }) => !kinds.includes(kind));
  if (unknown >= 0)
    throw invalid('tender-unknown', 'The tills of the chain do not take this kind of tender.', {
      field: `tenders.${unknown}.kind`,
      expected: `one of ${kinds.join(', ')}`,
    });
}

function mustHaveSign(tenders: readonly Tender[], sign: 1 | -1): void {
  const wrong = tenders.findIndex(({ cents }) => Math.sign(cents) !== sign);
  if (wrong >= 0)
    throw invalid(
      'tender-sign',
      sign > 0
        ? 'Each tender must pay a part of the bill, without the change given.'
        : 'Each tender of a refund must be negative.',
      { field: `tenders.${wrong}.cents`, expected: sign > 0 ? '1 or more' : '-1 or less' },
    );
}

/** What was given back so far, whatever was paid again since. */
export const givenBackCents = (settlements: readonly Settlement[]): number =>
  sum(
    settlements
      .filter(({ imported }) => !imported)
      .map(({ netCents, taxCents }) => Math.max(0, -(netCents + taxCents))),
  );
