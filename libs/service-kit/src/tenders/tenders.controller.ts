import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  notFound,
  optional,
  Refusal,
  type Reservation,
  type TenderOwner,
  type Tools,
} from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns } from '../http/routes.js';
import type { TenderKeys } from './keys.js';
import { reserveTender } from './reserve.js';
import {
  ReleasedTenderAnswer,
  ReleaseTenderBody,
  ReservationAnswer,
  ReserveTenderBody,
  TenderKindAnswer,
} from './tenders.shapes.http.js';

/** Who owns tenders in this process. */
export interface Tenders {
  readonly keys: TenderKeys;
  readonly contexts: ReadonlyMap<
    string,
    { readonly tools: Tools; readonly owners: readonly TenderOwner[] }
  >;
}
export const TENDERS = 'tenders:owners';

/** What a till asks the owners of tenders and discounts for, the same of each context. Whoever settles bills may. */
@Controller('v1/:context/tenders')
export class TendersController {
  constructor(@Inject(TENDERS) private readonly tenders: Tenders) {}

  /**
   * List the kinds of tender and discount that the context owns. None: it owns none.
   *
   * @zh 列出本服务支持的支付与折扣种类
   */
  @Get()
  @Allow('platform.tenders:reserve', { store: 'nothing' })
  @Returns(TenderKindAnswer, { list: true })
  listTenderKinds(@Param('context') context: string): { items: TenderKindAnswer[] } {
    const owners = this.tenders.contexts.get(context)?.owners ?? [];
    return { items: owners.map(({ kind, use }) => ({ kind, use })) };
  }

  /**
   * Reserve a part of an account for one bill, for ten minutes. The answer's `reservation` is signed and goes into the settlement unchanged. 409
   * `tender-insufficient`, or the owner's own code, where the account has less.
   *
   * @param tender Kind of the tender or discount, as the context lists it.
   * @zh 为账单预留金额
   */
  @Post(':tender/reservations')
  @HttpCode(201)
  @Allow('platform.tenders:reserve', { store: 'body.storeId' })
  @Command()
  @Returns(ReservationAnswer)
  async reserveForBill(
    @Param('context') context: string,
    @Param('tender') kind: string,
    @Body() { storeId, visitId, customerId, account, cents, currency }: ReserveTenderBody,
    @Ctx() request: RequestContext,
  ): Promise<ReservationAnswer> {
    const { tools, owner } = this.owner(context, kind);
    const reservation = await reserveTender(
      tools,
      owner,
      {
        cents,
        currency,
        purpose: { storeId, visitId, ...optional({ customerId }) },
        ...optional({ account }),
      },
      request.cause({ storeId }),
    );
    return this.answer(reservation);
  }

  /**
   * Release a reservation that no settlement took. 404 `reservation-not-found` for one that no owner here signed.
   *
   * @param tender Kind of the tender or discount, as the context lists it.
   * @zh 释放预留
   */
  @Post(':tender/reservations/release')
  @HttpCode(200)
  @Allow('platform.tenders:reserve', { store: 'narrowed' })
  @Command()
  @Returns(ReleasedTenderAnswer)
  async releaseReservation(
    @Param('context') context: string,
    @Param('tender') kind: string,
    @Body() { reservation: signed }: ReleaseTenderBody,
    @Ctx() request: RequestContext,
  ): Promise<ReleasedTenderAnswer> {
    const { tools, owner } = this.owner(context, kind);
    const reservation = this.found(signed);
    if (
      reservation?.owner !== context ||
      reservation.kind !== kind ||
      !request.caller.sees(reservation.purpose.storeId)
    )
      throw notFound('reservation-not-found', 'There is no such reservation.', {
        field: 'reservation',
      });
    const { expected: _, ...cause } = request.cause({ storeId: reservation.purpose.storeId });
    const status = await owner.release(tools, reservation, 'refused', cause);
    return { reservationId: reservation.id, status };
  }

  /** What nobody signed is as little there as what the caller may not see. */
  private found(signed: string): Reservation | undefined {
    try {
      return this.tenders.keys.read(signed, 'reservation');
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  private owner(context: string, kind: string): { tools: Tools; owner: TenderOwner } {
    const found = this.tenders.contexts.get(context);
    const owner = found?.owners.find((one) => one.kind === kind);
    if (!found || !owner)
      throw notFound('tender-not-found', 'The context owns no such tender.', { field: 'tender' });
    return { tools: found.tools, owner };
  }

  private answer(reservation: Reservation): ReservationAnswer {
    const { id, kind, use, account, cents, bonusCents, currency, expiresAt } = reservation;
    return {
      reservationId: id,
      kind,
      use,
      account,
      cents,
      ...optional({ bonusCents }),
      currency,
      expiresAt,
      reservation: this.tenders.keys.sign(reservation),
    };
  }
}
