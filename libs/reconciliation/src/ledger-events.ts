/*
 * What is read of the ledgers' private events, and no more: the stored shapes (docs and frozen samples in
 * tests/architecture/samples), written down here a second time on purpose.
 */

/** What the events of a visit repeat of it. */
export interface VisitDetails {
  readonly visitId: string;
  readonly storeId: string;
  readonly customerId?: string;
  readonly appointmentId?: string;
  readonly businessDate: string;
  /** IANA. */
  readonly zone: string;
  /** Minute of the local day at which the business day begins; left out: midnight. */
  readonly dayStartMinute?: number;
}

export interface Line {
  readonly kind: string;
  readonly itemId: string;
  readonly netCents: number;
  readonly taxCents: number;
  readonly performers: readonly { readonly staffId: string; readonly sharePercent: number }[];
}

/** `VisitSettled` and `VisitCorrected`; number 1 is the bill. */
export interface Settlement {
  readonly facts: VisitDetails;
  readonly settlementNo: number;
  readonly settledAt: string;
  /** Written down after the fact: nothing more is known of its day than the visit's. */
  readonly imported?: boolean;
  readonly currency: string;
  readonly lines: readonly Line[];
  readonly netCents: number;
  readonly taxCents: number;
}

/** `VisitVoided` repeats the lines of all settlements; number 0: it was never settled. */
export interface Void extends Omit<Settlement, 'currency' | 'settledAt'> {
  readonly currency?: string;
  readonly voidedAt: string;
}

export interface Appointment {
  readonly appointmentId: string;
  readonly customerId?: string;
  readonly startMs: number;
}

/** A settlement, or the taking back of all settlements of a visit, with its sign. */
export interface Bill extends Settlement {
  readonly sign: 1 | -1;
  /** How the number of visits changes. */
  readonly visits: 1 | 0 | -1;
}

/** What an event of a `visit` stream says of money; undefined: nothing. */
export function billOf({
  type,
  data,
}: {
  readonly type: string;
  readonly data: unknown;
}): Bill | undefined {
  if (type === 'VisitSettled' || type === 'VisitCorrected') {
    const settlement = data as Settlement;
    return { ...settlement, sign: 1, visits: settlement.settlementNo === 1 ? 1 : 0 };
  }
  if (type !== 'VisitVoided') return undefined;
  const { currency, voidedAt, ...gone } = data as Void;
  return gone.settlementNo > 0 && currency !== undefined
    ? { ...gone, currency, settledAt: voidedAt, sign: -1, visits: -1 }
    : undefined;
}

/** What is given to the staff is no sale. */
export const isTip = ({ kind, itemId }: Line): boolean =>
  kind === 'adjustment' && (itemId === 'tip' || itemId.startsWith('tip-'));
