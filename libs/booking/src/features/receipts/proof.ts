import { lookUp, optional, type Recorded } from '@chignon/eventing';
import { billOf, sum } from '../../visits/bill.js';
import { withDiscounts } from '../../visits/discounts.js';
import { givenBackCents } from '../../visits/tenders.js';
import type {
  Money,
  SettledLine,
  Share,
  Tender,
  VisitEvent,
  VisitLine,
  VisitState,
} from '../../visits/visit.js';
import { settledOf } from '../../visits/visit.js';
import type { Store } from '../../salon/stores/store.js';

/** What no further rule stands behind: a price that was said, something that was taken off, a tax that was added. */
export interface ProofLeaf {
  readonly kind: 'price' | 'discount' | 'tax';
  /** Of a discount its source, of a tax its code. */
  readonly code?: string;
  readonly cents: number;
}

/** A line of a bill: its leaves sum to net and tax together. */
export interface ProofLine {
  readonly lineId: string;
  readonly kind: VisitLine['kind'];
  readonly itemId: string;
  readonly quantityMilli: number;
  readonly grossCents: number;
  readonly netCents: number;
  readonly taxCents: number;
  readonly leaves: readonly ProofLeaf[];
  /** All taxes, also those that the price includes; together `taxCents`. */
  readonly taxes: readonly Money[];
  /** Version of the service that priced it; 0: not known. */
  readonly catalogueVersion?: number;
  readonly priceReason?: string;
  readonly approved?: true;
  readonly refersTo?: string;
  readonly performers: readonly Share[];
}

/** A settlement, what the void took back, or what an open bill would come to: its lines sum to it. */
export interface ProofPart {
  readonly kind: 'open' | 'bill' | 'correction' | 'void';
  /** Absent of what is not settled. */
  readonly settlementNo?: number;
  /** Where it stands in the ledger of the visit; absent of what is not settled. */
  readonly event?: { readonly stream: string; readonly revision: number; readonly at: string };
  readonly reason?: string;
  readonly grossCents: number;
  readonly netCents: number;
  readonly taxCents: number;
  readonly lines: readonly ProofLine[];
  /** How it was paid, or given back; together `grossCents`. None of an open bill. */
  readonly tenders: readonly Tender[];
}

/** A total with everything that it is made of. */
export interface Proof {
  readonly grossCents: number;
  readonly netCents: number;
  readonly taxCents: number;
  /** What went back so far, which limits of roles count. */
  readonly givenBackCents: number;
  readonly parts: readonly ProofPart[];
}

const sums = (
  list: readonly { readonly netCents: number; readonly taxCents: number }[],
): Pick<Proof, 'grossCents' | 'netCents' | 'taxCents'> => {
  const netCents = sum(list.map((one) => one.netCents));
  const taxCents = sum(list.map((one) => one.taxCents));
  return { grossCents: netCents + taxCents, netCents, taxCents };
};

/** Explains what a visit came to, or would come to (BY-02): a tree whose leaves sum to every total above them, exactly. */
export function proofOf(
  state: VisitState,
  history: readonly Recorded<VisitEvent>[],
  store: Pick<Store, 'taxes' | 'pricesIncludeTax'>,
): Proof {
  const included = state.settlements[0]?.pricesIncludeTax ?? store.pricesIncludeTax;
  const explained = (line: SettledLine) => lineProof(line, state.lines, included);
  const parts = history.flatMap((event): ProofPart[] => {
    const at = {
      stream: event.stream,
      revision: event.revision,
      at: event.meta.effectiveAt,
    };
    if (event.type === 'VisitSettled' || event.type === 'VisitCorrected') {
      const { settlementNo, reason, lines, tenders } = event.data;
      return [
        {
          kind: event.type === 'VisitSettled' ? 'bill' : 'correction',
          settlementNo,
          event: at,
          ...optional({ reason }),
          ...sums(lines),
          lines: lines.map(explained),
          tenders,
        },
      ];
    }
    if (event.type === 'VisitVoided') {
      const { lines, tenders = [], reason } = event.data;
      const back = lines.map(negative);
      return [
        {
          kind: 'void',
          event: at,
          reason,
          ...sums(back),
          lines: back.map(explained),
          tenders: tenders.map(({ kind, cents }) => ({ kind, cents: 0 - cents })),
        },
      ];
    }
    return [];
  });
  const all =
    parts.length > 0 ? parts : [openPart(state, store.taxes, store.pricesIncludeTax, explained)];
  return { ...sums(all), givenBackCents: givenBackCents(state.settlements), parts: all };
}

/** What the bill would be if it were settled as its lines stand. */
function openPart(
  { lines }: VisitState,
  rates: Store['taxes'],
  included: boolean,
  explained: (line: SettledLine) => ProofLine,
): ProofPart {
  const priced = withDiscounts(lines).lines;
  const bill = billOf(priced, rates, included);
  const settled = priced.map((line, i) => settledOf(line, bill.lines[i]!));
  return { kind: 'open', ...sums(settled), lines: settled.map(explained), tenders: [] };
}

const negative = (line: SettledLine): SettledLine => ({
  ...line,
  quantityMilli: 0 - line.quantityMilli,
  netCents: 0 - line.netCents,
  taxCents: 0 - line.taxCents,
  taxes: line.taxes.map(({ code, cents }) => ({ code, cents: 0 - cents })),
  ...(line.discounts === undefined
    ? {}
    : { discounts: line.discounts.map(({ source, cents }) => ({ source, cents: 0 - cents })) }),
});

function lineProof(
  line: SettledLine,
  lines: readonly VisitLine[],
  pricesIncludeTax: boolean,
): ProofLine {
  const { lineId, kind, itemId, quantityMilli, netCents, taxCents, taxes, refersTo } = line;
  const { discounts = [], performers } = line;
  // A line that corrects or refunds is named after the one that it goes back to.
  const own = lines.find((one) => one.lineId === lineId.split('-')[0]);
  const paid = pricesIncludeTax ? netCents + taxCents : netCents;
  const leaves: ProofLeaf[] = [
    { kind: 'price', cents: paid + sum(discounts.map(({ cents }) => cents)) },
    ...discounts.map(({ source, cents }): ProofLeaf => ({
      kind: 'discount',
      code: source,
      cents: 0 - cents,
    })),
    ...(pricesIncludeTax
      ? []
      : taxes.map(({ code, cents }): ProofLeaf => ({ kind: 'tax', code, cents }))),
  ];
  return {
    lineId,
    kind,
    itemId,
    quantityMilli,
    grossCents: netCents + taxCents,
    netCents,
    taxCents,
    leaves,
    taxes,
    ...optional({
      catalogueVersion: own?.catalogueVersion,
      priceReason: own?.priceReason,
      approved: own?.approved,
    }),
    ...optional({ refersTo }),
    performers,
  };
}

/** Name of a service as it was when the line was made, by the key `<service>~<version>`, else its id. */
export const nameOf = (
  names: { readonly [key: string]: string },
  { kind, itemId, catalogueVersion }: Pick<ProofLine, 'kind' | 'itemId' | 'catalogueVersion'>,
): string =>
  kind === 'service' ? (lookUp(names, `${itemId}~${catalogueVersion ?? 0}`) ?? itemId) : itemId;
