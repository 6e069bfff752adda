import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { optional, type Tools } from '@chignon/eventing';
import { Allow, Returns, Ctx, type RequestContext, Command, TOOLS } from '@chignon/service-kit';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { publishableKeysOf } from './keys.flow.js';
import { type PublishableKey, publishableKeys } from './publishable-key.js';
import {
  PublishableKeyAnswer,
  PublishableKeyBody,
  PublishableKeyListQuery,
} from './widget.shapes.http.js';

/** Strict on purpose: a page asks a few times for each visitor. */
const USUAL_PER_MINUTE = 600;
const USUAL_PER_ADDRESS = 60;
/** Documents looked at for one page of what the caller may see. */
const LOOKED_AT = 1000;

/** Keys with which web pages show free times. */
@Controller('v1/booking')
export class PublishableKeysHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Make a publishable key for a web page. It opens what everybody may know of these stores, for pages of these origins (BK-02).
   *
   * @zh 创建公开密钥
   */
  @Post('publishable-keys')
  @HttpCode(201)
  @Allow('booking.publishable-keys:write', { store: 'narrowed' })
  @Command()
  @Returns(PublishableKeyAnswer)
  async createPublishableKey(
    @Body() body: PublishableKeyBody,
    @Ctx() request: RequestContext,
  ): Promise<PublishableKeyAnswer> {
    const {
      name,
      storeIds,
      channel = 'web',
      origins,
      requestsPerMinute = USUAL_PER_MINUTE,
      requestsPerMinutePerAddress = USUAL_PER_ADDRESS,
    } = body;
    for (const storeId of storeIds) request.caller.mustSee(storeId);
    for (const storeId of storeIds) await booksOf(this.tools).store(storeId);
    return answer(
      await publishableKeysOf(this.tools).make(
        { name, storeIds, channel, origins, requestsPerMinute, requestsPerMinutePerAddress },
        request,
      ),
    );
  }

  /**
   * List the publishable keys whose stores the caller sees, by id. Revoked ones are listed too.
   *
   * @zh 公开密钥列表
   */
  @Get('publishable-keys')
  @Allow('booking.publishable-keys:read', { store: 'narrowed' })
  @Returns(PublishableKeyAnswer, { list: true })
  async listPublishableKeys(
    @Query() { limit = 50, after = '' }: PublishableKeyListQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: PublishableKeyAnswer[]; next?: string }> {
    const { items } = await this.tools.documents.find<PublishableKey>(publishableKeys, {
      index: 'byId',
      limit: LOOKED_AT,
    });
    const seen = items.filter(
      (key) => key.id > after && key.storeIds.every((storeId) => caller.sees(storeId)),
    );
    return {
      items: seen.slice(0, limit).map(answer),
      ...(seen.length > limit ? { next: seen[limit - 1]!.id } : {}),
    };
  }

  /**
   * Revoke a publishable key. From then on, at the latest two seconds later, it is as if there had never been one.
   *
   * @zh 吊销公开密钥
   */
  @Post('publishable-keys/:keyId/revoke')
  @HttpCode(200)
  @Allow('booking.publishable-keys:write', { store: 'narrowed' })
  @Command()
  @Returns(PublishableKeyAnswer)
  async revokePublishableKey(
    @Param('keyId') keyId: string,
    @Ctx() request: RequestContext,
  ): Promise<PublishableKeyAnswer> {
    return answer(await publishableKeysOf(this.tools).revoke(keyId, request));
  }
}

const answer = ({
  id,
  name,
  storeIds,
  channel,
  origins,
  requestsPerMinute,
  requestsPerMinutePerAddress,
  createdAt,
  revokedAt,
}: PublishableKey): PublishableKeyAnswer => ({
  key: id,
  name,
  storeIds: [...storeIds],
  channel,
  origins: [...origins],
  requestsPerMinute,
  requestsPerMinutePerAddress,
  createdAt,
  ...optional({ revokedAt }),
});
