import { MAX_PREVIEW } from '../tenders/keys.js';
import { DateText, Int, Optional, StoreId, Text } from '../http/fields.js';

/** An event that is not published yet. */
export class PreviewBody {
  /** Store of the visit. */
  @StoreId() storeId: string;
  /** As the preview of the correction answered it, unchanged: signed by the platform. */
  @Text({ max: MAX_PREVIEW }) event: string;
}

/** A figure that would change. */
export class PreviewedChangeAnswer {
  /** What it is a figure of: `points-account`, `wallet`, `gift-card`, `stock`, `sales`, `settlements`. */
  @Text() subject: string;
  /** Which one: the customer, the wallet, the card's number, the SKU; of sales the store. */
  @Text() id: string;
  /** Which figure, as the answers of the context name it. */
  @Text() figure: string;
  /** As it stands, in the unit; absent for codes. */
  @Optional() @Int() before?: number;
  /** As it would stand, in the unit; absent for codes. */
  @Optional() @Int() after?: number;
  /** As it stands, where it is a code, such as a tier. */
  @Optional() @Text() beforeCode?: string;
  /** As it would stand, where it is a code. */
  @Optional() @Text() afterCode?: string;
  /** Currency of minor units, or the unit of which thousandths are counted; absent: it is a number of things, or a code. */
  @Optional() @Text() unit?: string;
  /** Absent: it is the chain's. */
  @Optional() @Text() storeId?: string;
  /** Business date, of figures of a day. */
  @Optional() @DateText() date?: string;
}
