import { Body, Controller, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { invalid, type Tools } from '@chignon/eventing';
import { Allow, Returns, Ctx, type RequestContext, Patched, TOOLS } from '@chignon/service-kit';
import { booksOf } from '../book/store-book.flow.js';
import { type Channel, channelRules, CHANNELS, ruleId } from '../channels/channel.js';
import { CHAIN } from '../vip/vip-terms.js';
import { ChannelAnswer, ChannelBody, ChannelsAnswer } from './channels.shapes.http.js';

/** By which way customers may book what, and change it. */
@Patched('putChannel', 'putStoreChannel')
@Controller('v1/booking')
export class ChannelsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Set what a channel may book and change. It holds for the whole chain (BK-02). An empty body is a channel without limits.
   *
   * @zh 设置预约渠道规则
   */
  @Put('channels/:channel')
  @HttpCode(200)
  @Allow('booking.channels:write', { store: 'chain' })
  @Returns(ChannelAnswer)
  putChannel(
    @Param('channel') channel: string,
    @Body() body: ChannelBody,
    @Ctx() request: RequestContext,
  ): Promise<ChannelAnswer> {
    return this.write(CHAIN, channel, body, request);
  }

  /**
   * Set what a channel may book and change at one store. What is said here holds instead of the chain's word, field by field.
   *
   * @zh 设置门店预约渠道规则
   */
  @Put('stores/:storeId/channels/:channel')
  @HttpCode(200)
  @Allow('booking.channels:write', { store: 'params.storeId' })
  @Returns(ChannelAnswer)
  async putStoreChannel(
    @Param('storeId') storeId: string,
    @Param('channel') channel: string,
    @Body() body: ChannelBody,
    @Ctx() request: RequestContext,
  ): Promise<ChannelAnswer> {
    await booksOf(this.tools).store(storeId);
    return this.write(storeId, channel, body, request);
  }

  /**
   * Get the chain's rule of a channel. Revision 0: nothing was said of it, and it has no limits.
   *
   * @zh 查询单个预约渠道规则
   */
  @Get('channels/:channel')
  @Allow('booking.channels:read', { store: 'nothing' })
  @Returns(ChannelAnswer)
  getChannel(@Param('channel') channel: string): Promise<ChannelAnswer> {
    return this.read(CHAIN, channel);
  }

  /**
   * Get a store's own rule of a channel. Only what the store itself says, which goes over the chain's; revision 0: nothing.
   *
   * @zh 查询门店单个预约渠道规则
   */
  @Get('stores/:storeId/channels/:channel')
  @Allow('booking.channels:read', { store: 'params.storeId' })
  @Returns(ChannelAnswer)
  async getStoreChannel(
    @Param('storeId') storeId: string,
    @Param('channel') channel: string,
  ): Promise<ChannelAnswer> {
    await booksOf(this.tools).store(storeId);
    return this.read(storeId, channel);
  }

  /**
   * Get the chain's rules of channels. A channel that is not named has no limits.
   *
   * @zh 查询预约渠道规则
   */
  @Get('channels')
  @Allow('booking.channels:read', { store: 'nothing' })
  @Returns(ChannelsAnswer)
  async getChannels(): Promise<ChannelsAnswer> {
    const { items } = await this.tools.documents.find(channelRules, {
      index: 'byStore',
      where: { storeId: CHAIN },
      limit: CHANNELS.length,
    });
    return {
      items: items.map(({ channel, terms, revision }) => ({
        channel,
        ...(terms as ChannelBody),
        revision,
      })),
    };
  }

  /**
   * Get the rules of channels that hold at a store. Its own word goes over the chain's.
   *
   * @zh 查询门店预约渠道规则
   */
  @Get('stores/:storeId/channels')
  @Allow('booking.channels:read', { store: 'params.storeId' })
  @Returns(ChannelsAnswer)
  async getStoreChannels(@Param('storeId') storeId: string): Promise<ChannelsAnswer> {
    const { channels } = await booksOf(this.tools).store(storeId);
    return {
      items: CHANNELS.map((channel) => ({
        channel,
        ...(channels[channel] as ChannelBody | undefined),
      })),
    };
  }

  private async read(storeId: string, channel: string): Promise<ChannelAnswer> {
    mustBeChannel(channel);
    const rule = await this.tools.documents.get(channelRules, ruleId(storeId, channel));
    return { channel, ...(rule?.terms as ChannelBody | undefined), revision: rule?.revision ?? 0 };
  }

  private async write(
    storeId: string,
    channel: string,
    terms: ChannelBody,
    request: RequestContext,
  ): Promise<ChannelAnswer> {
    mustBeChannel(channel);
    const { revision } = await this.tools.documents.put(
      channelRules,
      { id: ruleId(storeId, channel), storeId, channel, terms: { ...terms } },
      { expected: request.ifMatch },
    );
    return { channel, ...terms, revision };
  }
}

function mustBeChannel(text: string): asserts text is Channel {
  if (!(CHANNELS as readonly string[]).includes(text))
    throw invalid('channel-unknown', 'There is no such channel.', {
      field: 'channel',
      expected: CHANNELS.join(', '),
    });
}
