import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { notFound, type Tools } from '@chignon/eventing';
import {
  After,
  Allow,
  Cents,
  Command,
  Ctx,
  Currency,
  Id,
  Limit,
  OneOf,
  page,
  type RequestContext,
  Returns,
  StoreId,
  TOOLS,
} from '@chignon/service-kit';
import { vouchers } from './voucher-ledger.js';
import { voucherList } from './vouchers.view.js';

class VoucherAnswer {
  @Id() id: string;
  @StoreId() storeId: string;
  @Id() customerId: string;
  @Cents() cents: number;
  @Currency() currency: string;
  @OneOf(['issued', 'redeemed', 'void']) status: string;
}

class VoucherQuery {
  @Id() customerId: string;
  @Limit() limit?: number;
  @After() after?: string;
}

@Controller('v1/vouchers')
export class VouchersHttp {
  constructor(@Inject(TOOLS('vouchers')) private readonly tools: Tools) {}

  /** List the vouchers of a customer. */
  @Get('vouchers')
  @Allow('vouchers.vouchers:read', { store: 'narrowed' })
  @Returns(VoucherAnswer, { list: true })
  async listVouchers(
    @Query() { customerId, limit = 50, after }: VoucherQuery,
    @Ctx() { caller }: RequestContext,
  ) {
    const found = await this.tools.documents.find(this.tools.collection(voucherList), {
      index: 'byCustomer',
      where: { customerId },
      limit,
      ...(after === undefined ? {} : { after }),
    });
    return page(
      { ...found, items: found.items.filter(({ storeId }) => caller.sees(storeId)) },
      ({ revision: _, ...voucher }) => voucher,
    );
  }

  /** Redeem a voucher. 409 `voucher-not-open` when it was redeemed already, or its visit was voided. */
  @Post('vouchers/:voucherId/redeem')
  @HttpCode(200)
  @Allow('vouchers.vouchers:redeem', { store: 'narrowed' })
  @Command()
  async redeemVoucher(@Param('voucherId') voucherId: string, @Ctx() request: RequestContext) {
    const { state } = await this.tools.load(vouchers, voucherId);
    if (state.storeId === undefined || !request.caller.sees(state.storeId))
      throw notFound('voucher-not-found', 'There is no such voucher.', { field: 'voucherId' });
    const { state: after } = await this.tools.execute(
      vouchers,
      voucherId,
      { type: 'RedeemVoucher' },
      request.cause({ storeId: state.storeId }),
    );
    return { status: after.status };
  }
}
