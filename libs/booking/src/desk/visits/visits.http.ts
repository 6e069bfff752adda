import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { daysOfDate, msOfIso } from '@chignon/calendar';
import { invalid, lookUp, notFound, sha256, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  DIRECTORY,
  Directory,
  noProduct,
  page,
  TOOLS,
} from '@chignon/service-kit';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { minutesOfPhases, priceAt } from '../../salon/catalogue/durations.js';
import { isBuffer, plannedUse } from '../../salon/catalogue/service.js';
import { priceAtTime } from '../../salon/peaks/price-rule.js';
import { noStaff } from '../../salon/roster/staff.js';
import { mustBeMeasured } from '../../salon/routes/recipe-units.flow.js';
import { authorityOf } from '../../salon/till/authority.js';
import { standsFor, textsBehind } from '../../salon/words/words.js';
import type { AtTill } from '../../visits/at-till.js';
import { billOf, roundedQuotient, sum } from '../../visits/bill.js';
import { totalsOf } from '../../visits/corrections.js';
import { withDiscounts } from '../../visits/discounts.js';
import type { VisitCommand } from '../../visits/visit-commands.js';
import { visits } from '../../visits/visit-ledger.js';
import { billsOf, type Share, type VisitLine, type VisitState } from '../../visits/visit.js';
import { listedVisits } from '../../visits/visits.view.js';
import { visitMoment } from '../booking/check-in.flow.js';
import { causeOf } from '../booking/planning.flow.js';
import { reserveDeposit } from '../deposits/reserve.flow.js';
import {
  CorrectBody,
  ListedVisitAnswer,
  NewVisitLineBody,
  ReasonBody,
  RefundBody,
  SettleBody,
  StartBody,
  UseBody,
  VisitAnswer,
  VisitQuery,
  WalkInBody,
} from './visits.shapes.http.js';

@Controller('v1/booking')
export class VisitsHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /** Somebody came without an appointment. */
  @Post('visits')
  @HttpCode(201)
  @Allow('booking.visits:write', { store: 'body.storeId' })
  @Command()
  @Returns(VisitAnswer)
  async walkIn(
    @Body() { storeId, customerId, services = [] }: WalkInBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const cause = causeOf(request, storeId);
    // The id follows from the command, so that a repeat finds the same visit.
    const visitId = `w-${sha256(cause.commandId).slice(0, 24)}`;
    const { state } = await this.tools.load(visits, visitId);
    const lines =
      state.status === 'absent'
        ? await Promise.all(
            services.map((s, i) =>
              this.serviceLine(
                storeId,
                customerId,
                { ...s, kind: 'service', itemId: s.serviceId },
                `l${i + 1}`,
                `services.${i}`,
              ),
            ),
          )
        : [];
    const opening = {
      visitId,
      ...(await visitMoment(this.tools, storeId)),
      ...(customerId === undefined ? {} : { customerId }),
      origin: 'walk-in' as const,
      lines,
    };
    const outcome = await this.tools.execute(
      visits,
      visitId,
      { type: 'OpenVisit', opening },
      cause,
    );
    return this.answer(outcome.state, outcome.revision);
  }

  /** A visit with its lines, what it comes to, and its settlements. */
  @Get('visits/:visitId')
  @Allow('booking.visits:read', { store: 'narrowed' })
  @Returns(VisitAnswer)
  async one(
    @Param('visitId') visitId: string,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const { state, revision } = await this.find(visitId, request);
    return this.answer(state, revision);
  }

  /** The visits of a store's day, by id. */
  @Get('visits')
  @Allow('booking.visits:read', { store: 'query.storeId' })
  @Returns(ListedVisitAnswer, { list: true })
  async list(
    @Query() { storeId, date, limit = 50, after }: VisitQuery,
  ): Promise<{ items: ListedVisitAnswer[]; next?: string }> {
    if (daysOfDate(date) === undefined)
      throw invalid('date-invalid', 'there is no such date', {
        field: 'date',
        expected: 'YYYY-MM-DD',
      });
    const found = await this.tools.documents.find(this.tools.collection(listedVisits), {
      index: 'byDay',
      where: { storeId, businessDate: date },
      limit,
      ...(after === undefined ? {} : { after }),
    });
    return page(
      found,
      ({
        id,
        storeId: s,
        businessDate,
        customerId,
        appointmentId,
        status,
        currency,
        lines,
        netCents,
        taxCents,
      }) => ({
        visitId: id,
        storeId: s,
        businessDate,
        ...(customerId === undefined ? {} : { customerId }),
        ...(appointmentId === undefined ? {} : { appointmentId }),
        status,
        currency,
        lines: lines.map((l) => ({ ...l, staffIds: [...l.staffIds] })),
        netCents,
        taxCents,
      }),
    );
  }

  /** Adds a service (before completion), a product or an adjustment (until settlement). 422 `product-not-found` for a SKU that inventory has never described; one that is bought no more may be sold off. */
  @Post('visits/:visitId/lines')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async addLine(
    @Param('visitId') visitId: string,
    @Body() body: NewVisitLineBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const { state } = await this.find(visitId, request);
    const { storeId, customerId } = state.opening!;
    const { lineId: _, ...line } =
      body.kind === 'service'
        ? await this.serviceLine(storeId, customerId, body, 'new', '')
        : otherLine(
            body,
            body.kind === 'product'
              ? await this.listCents(body, state.opening!.currency)
              : undefined,
          );
    const { reason, reduces } = body;
    return this.run(visitId, request, {
      type: 'AddLine',
      line: {
        ...line,
        ...(reason === undefined ? {} : { priceReason: reason }),
        ...(reduces === undefined ? {} : { reduces }),
      },
      at: await this.atTill(request, state),
    });
  }

  /** Takes a line off that was not begun. */
  @Post('visits/:visitId/lines/:lineId/remove')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async removeLine(
    @Param('visitId') visitId: string,
    @Param('lineId') lineId: string,
    @Body() { reason }: ReasonBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    await mustBeReason(this.tools, 'remove-line', reason);
    return this.run(visitId, request, { type: 'RemoveLine', lineId, reason });
  }

  /** Begins a service or its next step; the first one starts its clock. */
  @Post('visits/:visitId/start')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  start(
    @Param('visitId') visitId: string,
    @Body() { lineId, step }: StartBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    return this.run(visitId, request, {
      type: 'StartStep',
      lineId,
      ...(step === undefined ? {} : { step }),
    });
  }

  /** Ends a service that was begun: its clock stops. */
  @Post('visits/:visitId/lines/:lineId/finish')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  finish(
    @Param('visitId') visitId: string,
    @Param('lineId') lineId: string,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    return this.run(visitId, request, { type: 'FinishService', lineId });
  }

  /** Material really used for a service; replaces what the recipe plans (VS-13). 422 `product-not-found`, `unit-unknown`. */
  @Post('visits/:visitId/lines/:lineId/use')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async use(
    @Param('visitId') visitId: string,
    @Param('lineId') lineId: string,
    @Body() { actualUse }: UseBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    await mustBeMeasured(
      this.directory,
      actualUse.map((item, i) => ({ ...item, field: `actualUse.${i}.unit` })),
    );
    return this.run(visitId, request, { type: 'RecordUse', lineId, actualUse });
  }

  /** All services are done: stock, formulas and rhythm follow. */
  @Post('visits/:visitId/complete')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  complete(
    @Param('visitId') visitId: string,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    return this.run(visitId, request, { type: 'CompleteVisit' });
  }

  /** The customer left before the services were done. */
  @Post('visits/:visitId/abandon')
  @HttpCode(200)
  @Allow('booking.visits:write', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async abandon(
    @Param('visitId') visitId: string,
    @Body() { reason }: ReasonBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    await mustBeReason(this.tools, 'abandon-visit', reason);
    return this.run(visitId, request, { type: 'AbandonVisit', reason });
  }

  /** Settles the bill: once, whatever is repeated. 422 `tenders-do-not-sum` names the gross, `tender-unknown` the kinds that the chain takes. 409 `bill-below-zero` when more is taken off than there is. A tender of kind `deposit` is taken from what is held for the appointment (R-BK-32), and 409 `deposit-insufficient` says how much that is. */
  @Post('visits/:visitId/settle')
  @HttpCode(200)
  @Allow('booking.visits:settle', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async settle(
    @Param('visitId') visitId: string,
    @Body() { settlementNo = 1, billId, lines: prices = [], tenders }: SettleBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const { state } = await this.find(visitId, request);
    const { store } = await booksOf(this.tools).store(state.opening!.storeId);
    if (state.settlements.length === 0)
      await reserveDeposit(this.tools, state.opening!, tenders, causeOf(request, store.id));
    return this.run(visitId, request, {
      type: 'SettleVisit',
      settlementNo,
      prices,
      tenders,
      rates: store.taxes,
      pricesIncludeTax: store.pricesIncludeTax,
      at: await this.atTill(request, state),
      ...(billId === undefined
        ? {}
        : { billId: await standsFor(this.tools, billsOf(store.id), billId) }),
    });
  }

  /** Takes settled lines back, wholly or in part: never more than was settled, by the kinds of tender that it was paid by (R-VS-03). 403 `till-limit-exceeded` above what your role may give back on one visit. */
  @Post('visits/:visitId/refund')
  @HttpCode(200)
  @Allow('booking.visits:settle', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async refund(
    @Param('visitId') visitId: string,
    @Body() { items, tenders, reason }: RefundBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const { state } = await this.find(visitId, request);
    return this.run(visitId, request, {
      type: 'RefundLines',
      items,
      tenders,
      reason,
      at: await this.atTill(request, state),
    });
  }

  /** Puts settled lines right by a further settlement (R-VS-02), with a reason of the chain's, and within what your role may move. */
  @Post('visits/:visitId/correct')
  @HttpCode(200)
  @Allow('booking.visits:settle', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async correct(
    @Param('visitId') visitId: string,
    @Body() { items, tenders, reason }: CorrectBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const { state } = await this.find(visitId, request);
    const { store } = await booksOf(this.tools).store(state.opening!.storeId);
    return this.run(visitId, request, {
      type: 'CorrectLines',
      items,
      tenders,
      reason,
      rates: store.taxes,
      at: await this.atTill(request, state),
    });
  }

  /** The visit never counted: everything that followed from it is taken back. */
  @Post('visits/:visitId/void')
  @HttpCode(200)
  @Allow('booking.visits:void', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  async void(
    @Param('visitId') visitId: string,
    @Body() { reason }: ReasonBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    const { state } = await this.find(visitId, request);
    return this.run(visitId, request, {
      type: 'VoidVisit',
      reason,
      at: await this.atTill(request, state),
    });
  }

  private async find(
    visitId: string,
    request: RequestContext,
  ): Promise<{ state: VisitState; revision: number }> {
    const found = await this.tools.load(visits, visitId);
    if (!found.state.opening || !request.caller.sees(found.state.opening.storeId))
      throw notFound('visit-not-found', 'There is no such visit.');
    return found;
  }

  private async atTill({ caller }: RequestContext, { opening }: VisitState): Promise<AtTill> {
    const till = await booksOf(this.tools).till();
    return { till, authority: authorityOf(caller, till, opening!.currency) };
  }

  private async run(
    visitId: string,
    request: RequestContext,
    command: VisitCommand,
  ): Promise<VisitAnswer> {
    const { state } = await this.find(visitId, request);
    const outcome = await this.tools.execute(
      visits,
      visitId,
      command,
      request.cause({ storeId: state.opening!.storeId }),
    );
    return this.answer(outcome.state, outcome.revision);
  }

  /** A service as the catalogue has it now, with the person who leads, at what it costs now. */
  private async serviceLine(
    storeId: string,
    customerId: string | undefined,
    body: Pick<
      NewVisitLineBody,
      'kind' | 'itemId' | 'priceCents' | 'requested' | 'taxClass' | 'earning' | 'quantityMilli'
    > & { performers?: Share[] },
    lineId: string,
    field: string,
  ): Promise<VisitLine> {
    const book = await booksOf(this.tools).store(storeId);
    const at = field === '' ? '' : `${field}.`;
    const service = await booksOf(this.tools).service(
      body.itemId,
      field === '' ? 'itemId' : `${field}.serviceId`,
    );
    const performers = body.performers ?? [];
    const stranger = performers.findIndex((p) => !book.team.has(p.staffId));
    if (stranger >= 0) throw noStaff(`${at}performers.${stranger}.staffId`);
    const lead = performers.reduce<Share | undefined>(
      (best, p) => (best === undefined || p.sharePercent > best.sharePercent ? p : best),
      undefined,
    );
    const level = lead && book.team.get(lead.staffId)?.level;
    const who = {
      staffId: lead?.staffId ?? '',
      storeId,
      currency: book.store.currency,
      ...(level === undefined ? {} : { level }),
      ...(customerId === undefined ? {} : { customerId }),
    };
    const tables = await booksOf(this.tools).tablesFor(book, customerId);
    const minutes = minutesOfPhases(service, who, tables);
    const sold = {
      serviceId: service.id,
      serviceGroup: service.serviceGroup,
      ...(level === undefined ? {} : { level }),
      startMs: msOfIso(this.tools.facts.now()),
      priceCents: priceAt(service, who, tables, field === '' ? 'itemId' : `${field}.serviceId`),
    };
    const { businessDate } = await visitMoment(this.tools, storeId);
    const quantityMilli = body.quantityMilli ?? 1000;
    const listCents = roundedQuotient(
      priceAtTime(sold, book.frame(businessDate)).priceCents * quantityMilli,
      1000,
    );
    return {
      lineId,
      kind: 'service',
      itemId: service.id,
      serviceGroup: service.serviceGroup,
      catalogueVersion: service.version,
      quantityMilli,
      priceCents: body.priceCents ?? listCents,
      listCents,
      taxClass: body.taxClass ?? 'service',
      performers,
      requested: body.requested ?? false,
      ...(level === undefined ? {} : { level }),
      plannedMinutes: sum(minutes),
      steps: service.phases.flatMap((p, i) =>
        isBuffer(p) ? [] : [{ name: p.name, minutes: minutes[i]! }],
      ),
      plannedUse: plannedUse(service),
      earning: body.earning ?? true,
    };
  }

  /** What inventory asks for so many of the product; undefined: it does so in another currency than the visit's. @throws Refusal 422 `product-not-found` */
  private async listCents(
    { itemId, quantityMilli = 1000 }: NewVisitLineBody,
    currency: string,
  ): Promise<number | undefined> {
    const known = (await this.directory.products([itemId])).get(itemId);
    if (!known) throw noProduct('itemId');
    return known.currency === currency
      ? roundedQuotient(known.priceCents * quantityMilli, 1000)
      : undefined;
  }

  private async answer(state: VisitState, revision: number): Promise<VisitAnswer> {
    const { visitId, storeId, customerId, appointmentId, origin, businessDate, currency } =
      state.opening!;
    const { store } = await booksOf(this.tools).store(storeId);
    const settled = state.settlements.length > 0;
    const numberOf = await textsBehind(
      this.tools,
      state.settlements.map(({ billId }) => billId),
    );
    const { netCents, taxCents, taxes } = settled
      ? settledTotals(state)
      : billOf(withDiscounts(state.lines).lines, store.taxes, store.pricesIncludeTax);
    return {
      visitId,
      storeId,
      ...(customerId === undefined ? {} : { customerId }),
      ...(appointmentId === undefined ? {} : { appointmentId }),
      origin,
      businessDate,
      status: state.status,
      currency,
      lines: state.lines.map(
        (line) =>
          ({ ...line, ...lookUp(state.progress, line.lineId) }) as VisitAnswer['lines'][number],
      ),
      bill: { netCents, taxCents, grossCents: netCents + taxCents, taxes: [...taxes] },
      settlements: state.settlements.map(
        ({
          settlementNo,
          billId,
          settledAt,
          netCents: net,
          taxCents: tax,
          lines,
          tenders,
          reason,
        }) => ({
          settlementNo,
          billId: numberOf(billId),
          settledAt,
          netCents: net,
          taxCents: tax,
          tenders: [...tenders],
          ...(reason === undefined ? {} : { reason }),
          lines: lines.map((l) => ({
            lineId: l.lineId,
            kind: l.kind,
            itemId: l.itemId,
            quantityMilli: l.quantityMilli,
            netCents: l.netCents,
            taxCents: l.taxCents,
            ...(l.refersTo === undefined ? {} : { refersTo: l.refersTo }),
            ...(l.discounts === undefined ? {} : { discounts: [...l.discounts] }),
          })),
        }),
      ),
      revision,
    };
  }
}

const settledTotals = ({ settlements }: VisitState) =>
  totalsOf(settlements.flatMap((s) => s.lines));

/** `listCents`: what inventory asks for the product, where it does so in this currency. @throws Refusal `price-missing` */
function otherLine(
  {
    kind,
    itemId,
    quantityMilli = 1000,
    priceCents: given,
    performers = [],
    requested = false,
    taxClass,
    earning,
  }: NewVisitLineBody,
  listCents: number | undefined,
): VisitLine {
  const priceCents = given ?? listCents;
  if (priceCents === undefined)
    throw invalid(
      'price-missing',
      'adjustments, and products that inventory prices in another currency, are given with their price',
      { field: 'priceCents', expected: 'integer cents' },
    );
  return {
    lineId: 'new',
    kind,
    itemId,
    quantityMilli,
    priceCents,
    ...(listCents === undefined ? {} : { listCents }),
    taxClass: taxClass ?? (kind === 'product' ? 'product' : 'none'),
    performers,
    requested,
    plannedMinutes: 0,
    steps: [],
    plannedUse: [],
    earning: earning ?? kind === 'product',
  };
}
