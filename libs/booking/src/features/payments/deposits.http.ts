import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { msOfIso } from '@chignon/calendar';
import { deriveId, notFound, optional, refused, type Tools } from '@chignon/eventing';
import { Allow, Returns, Ctx, type RequestContext, Command, TOOLS } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { locate } from '../../agenda/decide/locate.js';
import { type DepositCommand, deposits, openPayment } from '../../deposits/deposit-ledger.js';
import type { DepositState } from '../../deposits/deposit.js';
import { byHand, type PaymentProvider, PAYMENTS } from '../../deposits/payments.js';
import { causeOf } from '../../desk/booking/planning.flow.js';
import { dueOf } from '../../desk/deposits/standing.flow.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import type { ReasonKind } from '../../salon/till/reasons.js';
import { standsFor, textsBehind } from '../../salon/words/words.js';
import { depositAnswer } from './deposit-answer.js';
import {
  DepositAnswer,
  DepositReasonBody,
  DepositReturnBody,
  DoneReturnBody,
  OpenPaymentAnswer,
  TakenPaymentBody,
} from './payments.shapes.http.js';

type Asking = DepositState & { readonly due: NonNullable<DepositState['due']> };

/** Deposits of appointments: paid, waived, returned. */
@Controller('v1/booking')
export class DepositsHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(PAYMENTS) private readonly payments: PaymentProvider,
  ) {}

  /**
   * Get the deposit of an appointment or a hold. It has all that happened to its money. 404 `deposit-not-found` when none is asked for.
   *
   * @zh 查询定金
   */
  @Get('appointments/:appointmentId/deposit')
  @Allow('booking.deposits:read', { store: 'narrowed' })
  @Returns(DepositAnswer)
  async getDeposit(
    @Param('appointmentId') appointmentId: string,
    @Ctx() request: RequestContext,
  ): Promise<DepositAnswer> {
    return this.answered(await this.find(appointmentId, request));
  }

  /**
   * Begin a payment of a deposit through the provider. The answer has what the customer's program pays with. Asked again it is the same payment. 409
   * `online-payment-not-configured` where there is only the desk, `payment-over` for the repeat of one that failed for good or was withdrawn.
   *
   * @zh 发起定金线上支付
   */
  @Post('appointments/:appointmentId/deposit/payments/online')
  @HttpCode(200)
  @Allow('booking.deposits:write', { store: 'narrowed' })
  @Command()
  @Returns(OpenPaymentAnswer)
  async openDepositPayment(
    @Param('appointmentId') appointmentId: string,
    @Ctx() request: RequestContext,
  ): Promise<OpenPaymentAnswer> {
    await this.find(appointmentId, request);
    if (this.payments.name === byHand.name)
      throw refused(
        'online-payment-not-configured',
        'Online payment is not configured. Take the deposit at the front desk.',
      );
    const begun = await this.run(appointmentId, request, { type: 'StartPayment' });
    const paymentId = openPayment(begun.state)!;
    // A repeat is answered by how the payment is now, however long ago it was begun.
    const { cents, reference, status } = (
      await this.tools.load(deposits, appointmentId)
    ).state.payments.get(paymentId)!;
    if (status === 'paid') throw refused('deposit-paid', 'The deposit is already paid.');
    if (status === 'failed')
      throw refused(
        'payment-over',
        'This payment can no longer be made. Start another one with a new `Idempotency-Key`.',
        { field: 'Idempotency-Key' },
      );
    const { storeId, currency } = begun.state.due;
    const open = await this.payments.open({
      appointmentId,
      paymentId,
      storeId,
      cents,
      currency,
      ...optional({ reference }),
    });
    const name = `booking.payment|${appointmentId}|${paymentId}|${open.reference}`;
    const { state, revision } = await this.tools.execute(
      deposits,
      appointmentId,
      { type: 'NotePayment', paymentId, reference: open.reference },
      { ...causeOf(request, storeId), commandId: deriveId(name), input: name },
    );
    return {
      ...(await this.answered({ state: state as Asking, revision })),
      paymentId,
      provider: this.payments.name,
      clientSecret: open.clientSecret,
    };
  }

  /**
   * Record that a deposit was taken at the desk. The whole of it was taken, in cash or by the card terminal.
   *
   * @zh 登记前台收取定金
   */
  @Post('appointments/:appointmentId/deposit/payments')
  @HttpCode(200)
  @Allow('booking.deposits:write', { store: 'narrowed' })
  @Command()
  @Returns(DepositAnswer)
  async takeDeposit(
    @Param('appointmentId') appointmentId: string,
    @Body() { method, reference }: TakenPaymentBody,
    @Ctx() request: RequestContext,
  ): Promise<DepositAnswer> {
    return this.answered(
      await this.run(appointmentId, request, {
        type: 'TakePayment',
        method,
        ...(await this.slip(appointmentId, reference)),
      }),
    );
  }

  /**
   * Waive a deposit, for a reason. The booking stands without it, and what was paid goes back.
   *
   * @zh 免除定金
   */
  @Post('appointments/:appointmentId/deposit/waive')
  @HttpCode(200)
  @Allow('booking.deposit-waivers:write', { store: 'narrowed' })
  @Command()
  @Returns(DepositAnswer)
  async waiveDeposit(
    @Param('appointmentId') appointmentId: string,
    @Body() { reason }: DepositReasonBody,
    @Ctx() request: RequestContext,
  ): Promise<DepositAnswer> {
    return this.answered(
      await this.run(appointmentId, request, { type: 'WaiveDeposit', reason }, 'waive-deposit'),
    );
  }

  /**
   * Return what is held of a deposit, or a part of it. What is kept for a bill stays.
   *
   * @zh 退还定金
   */
  @Post('appointments/:appointmentId/deposit/return')
  @HttpCode(200)
  @Allow('booking.deposit-waivers:write', { store: 'narrowed' })
  @Command()
  @Returns(DepositAnswer)
  async returnDeposit(
    @Param('appointmentId') appointmentId: string,
    @Body() { reason, cents }: DepositReturnBody,
    @Ctx() request: RequestContext,
  ): Promise<DepositAnswer> {
    return this.answered(
      await this.run(
        appointmentId,
        request,
        { type: 'ReturnDeposit', reason, ...optional({ cents }) },
        'return-deposit',
      ),
    );
  }

  /**
   * Record that a return was handed out at the desk. It is of money that was taken there, or that the provider failed to give back.
   *
   * @zh 登记前台退还定金
   */
  @Post('appointments/:appointmentId/deposit/returns/:returnId/done')
  @HttpCode(200)
  @Allow('booking.deposits:write', { store: 'narrowed' })
  @Command()
  @Returns(DepositAnswer)
  async finishDepositReturn(
    @Param('appointmentId') appointmentId: string,
    @Param('returnId') returnId: string,
    @Body() { reference }: DoneReturnBody,
    @Ctx() request: RequestContext,
  ): Promise<DepositAnswer> {
    const found = (await this.find(appointmentId, request)).state.returns.get(returnId);
    if (found?.method === 'online' && found.status === 'asked')
      throw refused('return-under-way', 'The provider is returning it.', { field: 'returnId' });
    return this.answered(
      await this.run(appointmentId, request, {
        type: 'FinishReturn',
        returnId,
        ...(await this.slip(appointmentId, reference)),
      }),
    );
  }

  private async answered({
    state,
    revision,
  }: {
    state: Asking;
    revision: number;
  }): Promise<DepositAnswer> {
    const numberOf = await textsBehind(
      this.tools,
      [...state.payments.values()].flatMap(({ reference }) => reference ?? []),
    );
    return depositAnswer(state, numberOf, revision);
  }

  /** What stands for the number of a slip that the desk wrote down: anything may be written there. */
  private async slip(
    appointmentId: string,
    reference: string | undefined,
  ): Promise<{ reference?: string }> {
    return reference === undefined
      ? {}
      : { reference: await standsFor(this.tools, `slip of ${appointmentId}`, reference) };
  }

  private async run(
    appointmentId: string,
    request: RequestContext,
    command: DepositCommand,
    because?: ReasonKind,
  ): Promise<{ state: Asking; revision: number }> {
    const { state } = await this.find(appointmentId, request);
    if (because !== undefined && 'reason' in command)
      await mustBeReason(this.tools, because, command.reason);
    const { state: after, revision } = await this.tools.execute(
      deposits,
      appointmentId,
      command,
      request.cause({ storeId: state.due.storeId }),
    );
    return { state: after as Asking, revision };
  }

  /** The deposit, of which the ledger is told here when it has not heard of it yet: so a hold may be paid, and a booking at once. */
  private async find(
    appointmentId: string,
    request: RequestContext,
  ): Promise<{ state: Asking; revision: number }> {
    const known = await this.tools.load(deposits, appointmentId);
    if (known.state.due && request.caller.sees(known.state.due.storeId))
      return known as { state: Asking; revision: number };
    const place = await locate(
      async (key) => (await this.tools.load(agenda, key)).state,
      appointmentId,
    );
    // Where it was moved to it is to be seen too.
    if (known.state.due && place && request.caller.sees(place.entry.appointment.storeId))
      return known as { state: Asking; revision: number };
    const stands =
      !known.state.due &&
      place &&
      (place.entry.status === 'booked' ||
        (place.entry.status === 'held' &&
          place.entry.expiresAtMs! > msOfIso(this.tools.facts.now())));
    const due = stands ? dueOf(place.entry) : undefined;
    if (!due || !request.caller.sees(due.storeId))
      throw notFound('deposit-not-found', 'There is no such deposit.');
    const name = `booking.ask-deposit|${appointmentId}`;
    const { state, revision } = await this.tools.execute(
      deposits,
      appointmentId,
      { type: 'AskDeposit', due },
      {
        commandId: deriveId(name),
        actor: 'system:booking.ask-deposit',
        correlationId: request.correlationId,
        storeId: due.storeId,
        input: name,
      },
    );
    return { state: state as Asking, revision };
  }
}
