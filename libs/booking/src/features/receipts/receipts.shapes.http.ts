import {
  Cents,
  Currency,
  DateText,
  Flag,
  Instant,
  Int,
  Many,
  Nested,
  OneOf,
  Optional,
  Revision,
  Text,
} from '@chignon/service-kit';
import { RECEIPT_LANGUAGES, type ReceiptLanguage } from './receipt.js';

/** In which language a receipt is wanted. */
export class ReceiptQuery {
  /** `en`, the default, or `zh-CN`. */
  @Optional() @OneOf(RECEIPT_LANGUAGES) language?: ReceiptLanguage;
}

/** What no further rule stands behind. */
class ProofLeafAnswer {
  /** `price`: what was asked; `discount`: something taken off, below 0; `tax`: added to the price, where the store's prices are without. */
  @OneOf(['price', 'discount', 'tax']) kind: 'price' | 'discount' | 'tax';
  /** Of a discount its source, of a tax its code; absent of a price. */
  @Optional() @Text() code?: string;
  /** Signed, in minor units of the currency. */
  @Cents() cents: number;
}

/** An amount of tax by its code. */
class ProofTaxAnswer {
  /** Code of the tax, as the store's taxes name it. */
  @Text() code: string;
  /** The tax, in minor units of the currency. */
  @Cents() cents: number;
}

/** How a part was paid, or given back. */
class ProofTenderAnswer {
  /** Kind of the tender, such as `cash`. */
  @Text() kind: string;
  /** Signed, in minor units of the currency. */
  @Cents() cents: number;
}

/** Who did a part of a line. */
class ProofPerformerAnswer {
  @Text() staffId: string;
  /** Whole percent; the shares of a line sum to 100. */
  @Int() sharePercent: number;
}

/** A line, with the leaves that sum to its gross and the facts that it stands on. */
class ProofLineAnswer {
  @Text() lineId: string;
  /** `service`: something done; `product`: something sold; `adjustment`: a discount, a tip or a deposit, named by its code. */
  @Text() kind: string;
  /** Service id, SKU, or the adjustment's code. */
  @Text() itemId: string;
  /** Quantity in thousandths; negative where it is taken back. */
  @Int() quantityMilli: number;
  /** Net and tax together: the sum of `leaves`. */
  @Cents() grossCents: number;
  @Cents() netCents: number;
  @Cents() taxCents: number;
  /** What it is made of; together `grossCents`. */
  @Many(() => ProofLeafAnswer) leaves: ProofLeafAnswer[];
  /** All its taxes, also those that the price includes; together `taxCents`. */
  @Many(() => ProofTaxAnswer) taxes: ProofTaxAnswer[];
  /** Version of the service that priced it; 0: imported; absent of what is no service. */
  @Optional() @Int() catalogueVersion?: number;
  /** Code of why the price is another than the catalogue's. */
  @Optional() @Text() priceReason?: string;
  /** Somebody without a limit gave the price or the discount. */
  @Optional() @Flag() approved?: boolean;
  /** The settled line that it corrects or refunds. */
  @Optional() @Text() refersTo?: string;
  /** Who did or sold it; may be empty for products and adjustments. */
  @Many(() => ProofPerformerAnswer) performers: ProofPerformerAnswer[];
}

/** The event that a part stands in. */
class ProofEventAnswer {
  /** Stream of the ledger. */
  @Text() stream: string;
  /** Which event of the stream it is, from 1 on. */
  @Revision() revision: number;
  /** When it happened. */
  @Instant() at: string;
}

/** A settlement, what the void took back, or what an open bill would come to. */
class ProofPartAnswer {
  /** `open`: not settled yet; `bill`, `correction` (refunds too) or `void`. */
  @OneOf(['open', 'bill', 'correction', 'void']) kind: 'open' | 'bill' | 'correction' | 'void';
  /** 1 is the bill; absent of an open bill and of a void. */
  @Optional() @Int() settlementNo?: number;
  /** Absent of an open bill: nothing has happened yet. */
  @Optional() @Nested(() => ProofEventAnswer) event?: ProofEventAnswer;
  /** Code of why it was refunded, corrected or voided. */
  @Optional() @Text() reason?: string;
  /** Net and tax together: the sum of `lines`, and of `tenders` once it is settled. */
  @Cents() grossCents: number;
  @Cents() netCents: number;
  @Cents() taxCents: number;
  /** What it is made of. */
  @Many(() => ProofLineAnswer) lines: ProofLineAnswer[];
  /** How it was paid, or given back; empty of an open bill. */
  @Many(() => ProofTenderAnswer) tenders: ProofTenderAnswer[];
}

/** What a visit comes to, as a tree whose leaves sum to every total above them (BY-02). */
export class BillProofAnswer {
  @Text() visitId: string;
  @Text() storeId: string;
  @DateText() businessDate: string;
  /** `arrived`: here, nothing begun; `in-service`; `completed`: all done, not paid yet; `abandoned`: left without a bill; `settled`; `corrected`: settled, then put right or refunded; `voided`: never counted; `undone`: the check-in was a mistake. */
  @Text() status: string;
  @Currency() currency: string;
  /** Net and tax together: the sum of `parts`; 0 after a void. */
  @Cents() grossCents: number;
  @Cents() netCents: number;
  @Cents() taxCents: number;
  /** What went back to the customer so far, which limits of roles count; in minor units of the currency. */
  @Cents() givenBackCents: number;
  /** What it is made of, in the order in which it happened. */
  @Many(() => ProofPartAnswer) parts: ProofPartAnswer[];
  /** Revision of the visit. */
  @Revision() revision: number;
}
