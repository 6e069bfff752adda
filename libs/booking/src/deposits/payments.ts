import { notFound, refused } from '@chignon/eventing';

/** A payment that is to be asked for. The ids are ours; nothing about a person goes out. */
export interface PaymentAsk {
  readonly appointmentId: string;
  readonly paymentId: string;
  readonly storeId: string;
  readonly cents: number;
  readonly currency: string;
  /** The provider's own id, when it is known already. */
  readonly reference?: string;
}

/** A payment that the customer can make now. */
export interface OpenPayment {
  readonly reference: string;
  /** What the customer's program pays with; never written down here. */
  readonly clientSecret: string;
}

/** A payment that nobody is to make any more. */
export type WithdrawalAsk = Required<Pick<PaymentAsk, 'appointmentId' | 'paymentId' | 'reference'>>;

/** Money to give back out of a payment. */
export interface ReturnAsk {
  readonly appointmentId: string;
  readonly paymentId: string;
  readonly returnId: string;
  readonly reference: string;
  readonly cents: number;
}

/** `pending`: the provider will say how it ended. `failed`: for good, so that somebody has to do it by hand. */
export type ReturnOutcome =
  | { readonly is: 'returned'; readonly reference: string }
  | { readonly is: 'pending' }
  | { readonly is: 'failed'; readonly code: string };

/** What a provider says happened, in whatever order and as often as it likes. */
export type PaymentNews =
  | {
      readonly is: 'paid';
      readonly paymentId: string;
      readonly reference: string;
      readonly cents: number;
      readonly currency: string;
    }
  /** `final`: this payment will not succeed any more. */
  | {
      readonly is: 'failed';
      readonly paymentId: string;
      readonly code: string;
      readonly final: boolean;
    }
  /** `returnId`: of a return that we asked for; absent: somebody gave it back in the provider's own desk. `ofReference`: the payment's own reference. */
  | {
      readonly is: 'returned';
      readonly paymentId?: string;
      readonly returnId?: string;
      readonly ofReference: string;
      readonly reference: string;
      readonly cents: number;
    }
  | { readonly is: 'return-failed'; readonly returnId: string; readonly code: string };

/** News with the id that tells a repeat, and where it belongs. */
export interface ProviderNotification {
  readonly eventId: string;
  /** Absent: only the payment's own reference is known. */
  readonly appointmentId?: string;
  readonly paymentReference: string;
  readonly news: PaymentNews;
}

/**
 * Who takes payments. Asking twice with the same ids is asking once: everything may be repeated after a crash.
 * @throws UnavailableError when trying again may help
 */
export interface PaymentProvider {
  readonly name: string;
  /** @throws Refusal 409 when the provider does not take it */
  open(ask: PaymentAsk): Promise<OpenPayment>;
  giveBack(ask: ReturnAsk): Promise<ReturnOutcome>;
  /** Takes a payment back that nobody has made yet. False: it is made already, or under way, and the provider will say so. */
  withdraw(ask: WithdrawalAsk): Promise<boolean>;
  /** What a webhook says; undefined: nothing that matters here. @throws Refusal `signature-wrong`, `signature-too-old` */
  hear(body: Uint8Array, signature: string, nowMs: number): ProviderNotification | undefined;
}

/** Cash desk and card terminal: people take and give back the money, and write it down. */
export const byHand: PaymentProvider = {
  name: 'by-hand',
  open: async () => {
    throw refused(
      'online-payment-not-configured',
      'Online payment is not configured. Take the deposit at the front desk.',
    );
  },
  // What was paid when there was a provider.
  giveBack: async () => ({ is: 'failed', code: 'no-provider' }),
  withdraw: async () => false,
  hear: () => {
    throw notFound('webhook-not-configured', 'No payment provider is configured.');
  },
};

/** Injection token of the provider. */
export const PAYMENTS = 'booking:payments';
