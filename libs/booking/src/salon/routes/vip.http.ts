import { Body, Controller, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  TOOLS,
  Code,
  Int,
  Id,
  Optional,
  Ints,
  TimeText,
  Ids,
  Codes,
  Many,
  Flag,
  Texts,
  Revision,
} from '@chignon/service-kit';
import { booksOf } from '../book/store-book.flow.js';
import { noStaff } from '../roster/staff.js';
import { CHAIN, checkVip, type Vip, vipOf, type VipTerms, vipTerms } from '../vip/vip-terms.js';

class TierWindowBody {
  /** Code of a tier of loyalty, as `tiers` of the chain lists it. */
  @Code() tier: string;
  /** Of this tier and those above it, before the others. */
  @Int({ min: 0, max: 365 }) daysEarlier: number;
}

/** Kept: `places` at once, a share, or, with neither, everything. */
class ReservedRuleBody {
  @Id() ruleId: string;
  /** Code of the tier that it is kept for, those above it included. */
  @Code() fromTier: string;
  /** 1 Monday to 7 Sunday; left out: all. */
  @Optional() @Ints({ min: 1, max: 7, of: { min: 1, max: 7 } }) weekdays?: number[];
  /** Local time of the store from which on it is kept; left out: from the beginning of the business day. */
  @Optional() @TimeText() fromTime?: string;
  /** Local time of the store until which it is kept, exclusive; left out: until the end of the business day. */
  @Optional() @TimeText() toTime?: string;
  /** Whose time is kept; left out: of the whole team. */
  @Optional() @Ids({ min: 1, max: 1000 }) staffIds?: string[];
  /** So many people must stay free of other customers at every instant. */
  @Optional() @Int({ min: 1, max: 1000 }) places?: number;
  /** Pools of which as many places are kept. */
  @Optional() @Codes({ min: 1, max: 20 }) pools?: string[];
  /** Of the working time within these hours, instead of places. */
  @Optional() @Int({ min: 1, max: 100 }) sharePercent?: number;
  /** From so many hours before an appointment's start on it is free for all. */
  @Int({ min: 0, max: 8760 }) releaseHoursBefore: number;
}

/** Of a store, what is left out is as the chain says; an empty list is none. */
export class VipBody {
  /** How many days earlier each tier may book (R-BK-46). Left out: of a store as the chain says, of the chain none. */
  @Optional() @Many(() => TierWindowBody, { max: 50 }) windows?: TierWindowBody[];
  /** Capacity kept for tiers until shortly before the start (R-BK-46). Left out: of a store as the chain says, of the chain none. */
  @Optional() @Many(() => ReservedRuleBody, { max: 50 }) reserved?: ReservedRuleBody[];
  /** Who waits in the store is called by tier, then by arrival; default false. */
  @Optional() @Flag() queueByTier?: boolean;
}

/** What tiers of customers may do in all stores. */
export class ChainVipBody extends VipBody {
  /** Tiers, lowest first; the first one is better than none. Left out: `silver`, `gold`, `diamond`. */
  @Optional() @Codes({ min: 1, max: 20 }) tiers?: string[];
}

/** What holds. */
export class VipAnswer {
  /** Codes of the tiers, lowest first. */
  @Texts() tiers: string[];
  /** How many days earlier each tier may book; a tier that is not named has what the one below it has. */
  @Many(() => TierWindowBody) windows: TierWindowBody[];
  /** Capacity kept for tiers until shortly before the start; empty: none. */
  @Many(() => ReservedRuleBody) reserved: ReservedRuleBody[];
  /** Whether who waits in the store is called by tier before arrival. */
  @Flag() queueByTier: boolean;
  /** Of the document of the chain, or of the store if it has one. */
  @Optional() @Revision() revision?: number;
}

/** What tiers of customers may book earlier, and what is kept for them. */
@Controller('v1/booking')
export class VipHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Set what tiers have before others in the whole chain. They may book days earlier, have reserved capacity and come first in the queue (BK-08).
   *
   * @zh 设置连锁会员优先权益
   */
  @Put('vip-terms')
  @HttpCode(200)
  @Allow('booking.vip-terms:write', { store: 'chain' })
  @Returns(VipAnswer)
  async putVipTerms(
    @Body() body: ChainVipBody,
    @Ctx() request: RequestContext,
  ): Promise<VipAnswer> {
    const terms = { id: CHAIN, ...body } as VipTerms;
    checkVip(terms, vipOf(terms, undefined).tiers);
    return this.write(terms, request);
  }

  /**
   * Set what tiers have before others at one store. What is left out is as the chain says (BK-08).
   *
   * @zh 设置门店会员优先权益
   */
  @Put('stores/:storeId/vip-terms')
  @HttpCode(200)
  @Allow('booking.vip-terms:write', { store: 'params.storeId' })
  @Returns(VipAnswer)
  async putStoreVipTerms(
    @Param('storeId') storeId: string,
    @Body() body: VipBody,
    @Ctx() request: RequestContext,
  ): Promise<VipAnswer> {
    const { store, vip, team } = await booksOf(this.tools).store(storeId);
    const terms = { id: storeId, ...body } as VipTerms;
    checkVip(terms, vip.tiers, store.dayStartsAt);
    for (const [i, { staffIds = [] }] of (body.reserved ?? []).entries()) {
      const stranger = staffIds.findIndex((id) => !team.has(id));
      if (stranger >= 0) throw noStaff(`reserved.${i}.staffIds.${stranger}`);
    }
    return this.write(terms, request);
  }

  /**
   * Get what tiers have before others where a store says nothing else.
   *
   * @zh 查询连锁会员优先权益
   */
  @Get('vip-terms')
  @Allow('booking.vip-terms:read', { store: 'nothing' })
  @Returns(VipAnswer)
  async getVipTerms(): Promise<VipAnswer> {
    const chain = await this.tools.documents.get(vipTerms, CHAIN);
    return answer(vipOf(chain, undefined), chain?.revision);
  }

  /**
   * Get what tiers have before others at a store.
   *
   * @zh 查询门店会员优先权益
   */
  @Get('stores/:storeId/vip-terms')
  @Allow('booking.vip-terms:read', { store: 'params.storeId' })
  @Returns(VipAnswer)
  async getStoreVipTerms(@Param('storeId') storeId: string): Promise<VipAnswer> {
    const { vip } = await booksOf(this.tools).store(storeId);
    return answer(vip, (await this.tools.documents.get(vipTerms, storeId))?.revision);
  }

  private async write(terms: VipTerms, request: RequestContext): Promise<VipAnswer> {
    const { revision } = await this.tools.documents.put(vipTerms, terms, {
      expected: request.ifMatch,
    });
    const chain = await this.tools.documents.get(vipTerms, CHAIN);
    return answer(vipOf(chain, terms.id === CHAIN ? undefined : terms), revision);
  }
}

const answer = (vip: Vip, revision: number | undefined): VipAnswer => ({
  ...(vip as unknown as VipAnswer),
  ...optional({ revision }),
});
