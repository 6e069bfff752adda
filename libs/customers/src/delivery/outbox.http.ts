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
import { invalid, type Tools } from '@chignon/eventing';
import { maskedEmail } from '../records/contacts.js';
import { outbox } from './customers.effects.js';

class OutboxQuery {
  @Optional() @Text({ max: 64, matches: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/ }) storeId?: string;
  @Limit() limit?: number;
  @After() after?: string;
  /** `desc` (default): newest first. */
  @Optional() @OneOf(['asc', 'desc']) order?: 'asc' | 'desc';
}

/** A mail as it would have gone out. */
export class OutboxMailAnswer {
  @Text() messageId: string;
  @Text() customerId: string;
  @Text() storeId: string;
  /** Masked unless the caller may reveal contacts. */
  @Text() to: string;
  @Text() subject: string;
  @Text() text: string;
  @Text() language: string;
  @Text() template: string;
  @Int() templateVersion: number;
  /** ISO UTC */
  @Instant() at: string;
}

/** Mails kept readable where no SMTP server is configured. */
@Controller('v1/customers/outbox')
export class OutboxHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

  /** The outbox by time. A caller of several stores names one: 422 `store-required` otherwise. */
  @Get()
  @Allow('customers.outbox:read', { store: 'query.storeId' })
  @Returns(OutboxMailAnswer, { list: true })
  async listOutboxMails(
    @Query() { storeId, limit = 50, after, order = 'desc' }: OutboxQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: OutboxMailAnswer[]; next?: string }> {
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
    return {
      items: items.map(
        ({
          messageId,
          customerId,
          storeId: of,
          to,
          subject,
          text,
          language,
          template,
          templateVersion,
          at,
        }) => ({
          messageId,
          customerId,
          storeId: of,
          to: reveal ? to : maskedEmail(to),
          subject,
          text,
          language,
          template,
          templateVersion,
          at,
        }),
      ),
      ...(next === undefined ? {} : { next }),
    };
  }
}
