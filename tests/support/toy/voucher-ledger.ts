/*
 * One voucher, `voucher-<visit>`: issued once for a settled visit, redeemed once, void with its visit. What people get wrong: the visit may be
 * voided after the voucher was used; it stays used then, for the customer has had it.
 */
import { type Decide, type Evolve, type Ledger, refused } from '@chignon/eventing';

export type VoucherEvent =
  | {
      type: 'VoucherIssued';
      data: { storeId: string; customerId: string; cents: number; currency: string };
    }
  | { type: 'VoucherRedeemed'; data: Record<never, never> }
  | { type: 'VoucherVoided'; data: Record<never, never> };

export type VoucherCommand =
  | { type: 'IssueVoucher'; storeId: string; customerId: string; cents: number; currency: string }
  | { type: 'RedeemVoucher' }
  | { type: 'VoidVoucher' };

export interface VoucherState {
  readonly status: 'none' | 'issued' | 'redeemed' | 'void';
  readonly storeId?: string;
}

const evolve: Evolve<VoucherState, VoucherEvent> = {
  VoucherIssued: (_, { data }) => ({ status: 'issued', storeId: data.storeId }),
  VoucherRedeemed: (state) => ({ ...state, status: 'redeemed' }),
  VoucherVoided: (state) => ({ ...state, status: 'void' }),
};

const decide: Decide<VoucherState, VoucherCommand, VoucherEvent> = {
  IssueVoucher: ({ status }, { type: _, ...data }) =>
    status === 'none' ? [{ type: 'VoucherIssued', data }] : [],
  RedeemVoucher: ({ status }) => {
    if (status !== 'issued')
      throw refused('voucher-not-open', 'The voucher was redeemed already, or is void.');
    return [{ type: 'VoucherRedeemed', data: {} }];
  },
  VoidVoucher: ({ status }) => (status === 'issued' ? [{ type: 'VoucherVoided', data: {} }] : []),
};

export const vouchers: Ledger<VoucherState, VoucherCommand, VoucherEvent> = {
  category: 'voucher',
  initial: () => ({ status: 'none' }),
  evolve,
  decide,
};
