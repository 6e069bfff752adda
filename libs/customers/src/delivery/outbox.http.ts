import { Controller, Get, Inject, Query } from '@nestjs/common';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  TOOLS,
  Optional,
  Text,
  Limit,
  After,
  OneOf,
  Int,
  Instant,
} from '@chignon/service-kit';
import { invalid, optional, type Tools } from '@chignon/eventing';
import { maskedEmail, maskedPhone } from '../identity/contacts.js';
import { noteRead } from '../access/reads.flow.js';
import { outbox } from './customers.effects.js';

class OutboxQuery {
  /** Mails of this store. Left out: of the caller's only store, or of the whole chain for whoever sees it. */
  @Optional() @Text({ max: 64, matches: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/ }) storeId?: string;
  @Limit() limit?: number;
  @After() after?: string;
  /** `desc` (default): newest first. */
  @Optional() @OneOf(['asc', 'desc']) order?: 'asc' | 'desc';
}

/** A message as it would have gone out. */
export class OutboxMailAnswer {
  /** The message: from customer, campaign and occurrence, the same in every repeat. */
  @Text() messageId: string;
  @Text() customerId: string;
  /** The store for which it was sent. */
  @Text() storeId: string;
  /** The way that it would have gone. */
  @OneOf(['email', 'sms', 'push']) way: 'email' | 'sms' | 'push';
  /** E-mail address or telephone number, masked unless the caller may reveal contacts (`customers.contacts:reveal`); of a push message the customer's id. */
  @Text() to: string;
  /** Subject line of a mail, or title of a push message. */
  @Text() subject: string;
  /** What it says, plain text. */
  @Text() text: string;
  /** Language in which it is written: the customer's. */
  @Text() language: string;
  /** The wording that was used: `rebook-reminder` or `appointment-reminder`. */
  @Text() template: string;
  /** Version of the wording, from 1: wording once used is never edited. */
  @Int() templateVersion: number;
  /** Where whoever reads it may refuse further ones: also its `List-Unsubscribe` header. Of marketing alone. */
  @Optional() @Text() unsubscribeUrl?: string;
  /** When it would have gone out. */
  @Instant() at: string;
}

/** Messages kept readable where no provider of their way is configured. */
@Controller('v1/customers/outbox')
export class OutboxHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

  /**
   * List messages of the outbox. Mails and text messages that were kept readable instead of sent, because no provider is configured; by time, newest first. A caller of
   * several stores names one: 422 `store-required` otherwise.
   * @zh 查看发件箱邮件
   */
  @Get()
  @Allow('customers.outbox:read', { store: 'query.storeId' })
  @Returns(OutboxMailAnswer, { list: true })
  async listOutboxMails(
    @Query() { storeId, limit = 50, after, order = 'desc' }: OutboxQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: OutboxMailAnswer[]; next?: string }> {
    const { caller } = request;
    const store =
      storeId ??
      (caller.stores === 'all' ? undefined : caller.stores.length === 1 ? caller.stores[0] : null);
    if (store === null)
      throw invalid('store-required', 'Name one of your stores.', {
        field: 'storeId',
        expected: 'one of your stores',
      });
    const { items, next } = await this.tools.documents.find(
      outbox,
      store === undefined
        ? { index: 'byTime', order, limit, after }
        : { index: 'byStore', where: { storeId: store }, order, limit, after },
    );
    const reveal = caller.may('customers.contacts:reveal');
    await noteRead(this.tools, request, {
      customerIds: items.map(({ customerId }) => customerId),
      kinds: ['name', reveal ? 'contacts' : 'contacts-masked', 'messages'],
    });
    return {
      items: items.map(
        ({
          messageId,
          customerId,
          storeId: of,
          way = 'email',
          to,
          subject,
          text,
          language,
          template,
          templateVersion,
          unsubscribeUrl,
          at,
        }) => ({
          messageId,
          customerId,
          storeId: of,
          way,
          to: reveal ? to : MASKED[way](to),
          subject,
          text,
          language,
          template,
          templateVersion,
          ...optional({ unsubscribeUrl }),
          at,
        }),
      ),
      ...optional({ next }),
    };
  }
}

/** Addresses as callers see them who may not reveal contacts. */
const MASKED = {
  email: maskedEmail,
  sms: maskedPhone,
  push: (customerId: string) => customerId,
};
