import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { msOfIso } from '@chignon/calendar';
import { deriveId, optional, type Tools } from '@chignon/eventing';
import {
  Returns,
  type ChignonRequest,
  malformed,
  Open,
  RawBody,
  TOOLS,
} from '@chignon/service-kit';
import { deposits } from '../../deposits/deposit-ledger.js';
import { paymentReferences } from '../../deposits/deposits.view.js';
import {
  type ProviderNotification,
  type PaymentProvider,
  PAYMENTS,
} from '../../deposits/payments.js';
import { WebhookAnswer } from './payments.shapes.http.js';

/** Where the payment provider reports what was paid and refunded. */
@Controller('v1/booking/payments')
export class PaymentsWebhookHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(PAYMENTS) private readonly payments: PaymentProvider,
  ) {}

  /**
   * Receive what Stripe says happened. Its events may come in any order and as often as it likes: each has one effect. 400 `signature-wrong`,
   * `signature-too-old`, `signature-too-new`; 422 where what is signed is not of the shape that it must have: nothing is kept; 409
   * `payment-currency`, until somebody looks; what does not matter here is answered with 200 all the same, or it would come again.
   *
   * @zh 接收 Stripe 回调
   */
  @Post('stripe/webhook')
  @HttpCode(200)
  @Open('The provider sends no token: the signature over the body is checked instead.')
  @RawBody()
  @Returns(WebhookAnswer)
  async receiveStripeWebhook(@Req() request: ChignonRequest): Promise<WebhookAnswer> {
    const signature = request.headers['stripe-signature'];
    if (typeof signature !== 'string' || !Buffer.isBuffer(request.body))
      throw malformed('signature-missing', 'The signature or the body is missing.', {
        field: 'Stripe-Signature',
      });
    const heard = this.payments.hear(request.body, signature, msOfIso(this.tools.facts.now()));
    const appointmentId = heard && (await this.appointmentOf(heard));
    if (!heard || appointmentId === undefined) return { heard: false };
    const name = `booking.payments|${heard.eventId}`;
    const paymentId =
      heard.news.is === 'returned' && heard.news.paymentId === undefined
        ? (await this.referenceOf(heard))?.paymentId
        : undefined;
    const { state } = await this.tools.execute(
      deposits,
      appointmentId,
      {
        type: 'HearProvider',
        news: {
          ...heard.news,
          ...optional({ paymentId }),
        } as ProviderNotification['news'],
      },
      {
        commandId: deriveId(name),
        actor: `system:${this.payments.name}`,
        correlationId: String(request.id),
        input: heard.eventId,
      },
    );
    return { heard: state.due !== undefined };
  }

  private async appointmentOf(heard: ProviderNotification): Promise<string | undefined> {
    return heard.appointmentId ?? (await this.referenceOf(heard))?.appointmentId;
  }

  private referenceOf({ paymentReference }: ProviderNotification) {
    return this.tools.documents.get(this.tools.collection(paymentReferences), paymentReference);
  }
}
