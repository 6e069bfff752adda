import { folding, keyOf, type View, view } from '@chignon/eventing';
import { vouchers } from './voucher-ledger.js';

/** A voucher as it stands; `id` is its visit's. */
export interface VoucherDocument {
  readonly id: string;
  readonly storeId: string;
  readonly customerId: string;
  readonly cents: number;
  readonly currency: string;
  readonly status: 'issued' | 'redeemed' | 'void';
}

const itself = ({ stream }: { stream: string }): string[] => [keyOf(stream)];
const became = (status: VoucherDocument['status']) => ({
  ids: (event: { stream: string }) => itself(event),
  fold: (document: VoucherDocument | undefined) => document && { ...document, status },
});

export const voucherList: View<VoucherDocument> = view([vouchers], {
  name: 'vouchers.vouchers',
  guard: 'stream',
  indexes: { byCustomer: { fields: ['customerId'] } },
  on: {
    VoucherIssued: folding(itself, (_: VoucherDocument | undefined, { data }, id) => ({
      id,
      ...data,
      status: 'issued' as const,
    })),
    VoucherRedeemed: became('redeemed'),
    VoucherVoided: became('void'),
  },
});
