import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { notFound, optional, type Refusal, refused, type Tools } from '@chignon/eventing';
import {
  Allow,
  Command,
  Ctx,
  noProduct,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { productDataOf, products } from '../products/product.js';
import type { Claim } from '../stock/ledger/claims.js';
import { stockKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { localDateOf, storeZones } from '../stock/store-zones.view.js';
import { knownVisits } from '../stock/visits.view.js';
import {
  ClaimAnswer,
  ClaimBody,
  ClaimsQuery,
  ReleaseClaimBody,
  ReleasedClaimAnswer,
} from './claims.shapes.http.js';
import { standingClaims } from './claims.view.js';

/** How long goods are kept when nobody says: longer than nearly all visits. */
const USUAL_MINUTES = 240;

/** Goods that are on bills which are not settled yet. */
@Controller('v1/inventory/stores/:storeId/claims')
export class ClaimsHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * Claim goods for a bill. Kept until the bill is settled, the line or the visit comes to nothing, or the time is over. 409 `stock-claimed`: the shelf has
   * them, and they are on other bills; `stock-insufficient`: it has not. Both of retail alone: other goods are claimed all the same, with `short`. 409
   * `visit-over`: the bill is settled, or the visit was voided.
   * @zh 为账单占用商品
   */
  @Post()
  @HttpCode(201)
  @Allow('inventory.claims:write', { store: 'params.storeId' })
  @Command()
  @Returns(ClaimAnswer)
  async claimStock(
    @Param('storeId') storeId: string,
    @Body() { visitId, sku, quantityMilli = 1_000, minutes = USUAL_MINUTES }: ClaimBody,
    @Ctx() request: RequestContext,
  ): Promise<ClaimAnswer> {
    const { documents, facts } = this.tools;
    const product = await documents.get(products, sku);
    if (!product) throw noProduct('sku');
    const no = await this.whyNot(storeId, visitId);
    const store = await documents.get(this.tools.collection(storeZones), storeId);
    const now = facts.now();
    const cause = request.cause({ storeId });
    const claim: Claim = {
      claimId: cause.commandId,
      visitId,
      quantityMilli,
      expiresAt: new Date(Date.parse(now) + minutes * 60_000).toISOString(),
    };
    const key = stockKey(storeId, sku);
    const { state, events, replayed } = await this.tools.execute(
      stock,
      key,
      {
        type: 'ClaimStock',
        product: productDataOf(product),
        ...claim,
        localDate: localDateOf(now, store?.zone),
        ...optional({ no }),
      },
      { ...cause, input: { visitId, sku, quantityMilli, minutes } },
    );
    const made = events.find((event) => event.type === 'StockClaimed');
    const kept = state.claims.find(({ claimId }) => claimId === claim.claimId) ?? claim;
    const { claims } = replayed ? (await this.tools.load(stock, key)).state : state;
    return {
      storeId,
      sku,
      ...kept,
      short: made?.data.short ?? false,
      standing: claims.some((one) => one.claimId === claim.claimId && one.expiresAt > now),
    };
  }

  /**
   * Give back what is kept for a bill and is not to be sold. 404 `claim-not-found`: there is none, or it has ended.
   * @param claimId the claim
   * @zh 释放占用商品
   */
  @Post(':claimId/release')
  @HttpCode(200)
  @Allow('inventory.claims:write', { store: 'params.storeId' })
  @Command()
  @Returns(ReleasedClaimAnswer)
  async releaseClaim(
    @Param('storeId') storeId: string,
    @Param('claimId') claimId: string,
    @Body() { sku }: ReleaseClaimBody,
    @Ctx() request: RequestContext,
  ): Promise<ReleasedClaimAnswer> {
    const { events } = await this.tools.execute(
      stock,
      stockKey(storeId, sku),
      { type: 'EndClaims', of: { claimId }, because: 'given-back' },
      request.cause({ storeId }),
    );
    const ended = events.find((event) => event.type === 'ClaimEnded');
    if (!ended)
      throw notFound('claim-not-found', 'There is no such claim, or it has ended.', {
        field: 'claimId',
      });
    return { claimId, releasedMilli: ended.data.quantityMilli };
  }

  /**
   * List what is kept for bills in a store, by when its time is over.
   * @zh 查看门店占用商品
   */
  @Get()
  @Allow('inventory.levels:read', { store: 'params.storeId' })
  @Returns(ClaimAnswer, { list: true })
  async listClaims(
    @Param('storeId') storeId: string,
    @Query() { limit = 50, after }: ClaimsQuery,
  ): Promise<{ items: ClaimAnswer[]; next?: string }> {
    const now = this.tools.facts.now();
    const { items, next } = await this.tools.documents.find(this.tools.collection(standingClaims), {
      index: 'byStore',
      where: { storeId },
      limit,
      ...optional({ after }),
    });
    return {
      items: items.map(({ claimId, sku, visitId, quantityMilli, expiresAt, short }) => ({
        claimId,
        storeId,
        sku,
        visitId,
        quantityMilli,
        expiresAt,
        short,
        standing: expiresAt > now,
      })),
      ...optional({ next }),
    };
  }

  /** Why a visit may have no more goods: a repeat is answered all the same. @throws Refusal 404 `visit-not-found` */
  private async whyNot(storeId: string, visitId: string): Promise<Refusal | undefined> {
    const { documents } = this.tools;
    const visit = await documents.get(this.tools.collection(knownVisits), visitId);
    if (visit?.storeId !== storeId)
      throw notFound('visit-not-found', 'There is no such visit in this store.', {
        field: 'visitId',
      });
    return visit.over
      ? refused('visit-over', 'The bill of this visit is settled, or it was voided.', {
          field: 'visitId',
        })
      : undefined;
  }
}
