import { type Context, merge } from '@chignon/eventing';
import { vouchers } from './voucher-ledger.js';
import { VouchersHttp } from './vouchers.http.js';
import { visitVouchers } from './vouchers.reactions.js';
import { voucherList } from './vouchers.view.js';

/** A whole context as docs/add-a-context.md describes one: a voucher for each settled visit from 100.00 on. */
export const vouchersContext: Context = {
  ...merge('vouchers', {
    ledgers: [vouchers],
    views: [voucherList],
    reactions: [visitVouchers],
    controllers: [VouchersHttp],
  }),
  roles: { 'front-desk': ['vouchers.*:*'], analyst: ['vouchers.*:read'] },
};
