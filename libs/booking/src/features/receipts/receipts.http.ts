import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import type { Recorded, Tools } from '@chignon/eventing';
import { Allow, Ctx, Produces, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { findVisit } from '../../desk/visits/visits.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { services, serviceVersions, versionId } from '../../salon/catalogue/service.js';
import { textsBehind } from '../../salon/words/words.js';
import { visits } from '../../visits/visit-ledger.js';
import type { VisitEvent, VisitState } from '../../visits/visit.js';
import { type Proof, proofOf } from './proof.js';
import { receiptOf } from './receipt.js';
import { BillProofAnswer, ReceiptQuery } from './receipts.shapes.http.js';

const MEDIA_TYPE = 'text/html';

/** Receipts of settled visits. */
@Controller('v1/booking')
export class ReceiptsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Explain what a visit comes to. A tree of settlements, lines and leaves, each total the exact sum of what is below it, with the events, catalogue
   * versions, reasons and staff that it stands on (BY-02). Of an open bill what it would come to.
   *
   * @zh 说明到店单金额来源
   */
  @Get('visits/:visitId/bill-proof')
  @Allow('booking.visits:read', { store: 'narrowed' })
  @Returns(BillProofAnswer)
  async explainVisitBill(
    @Param('visitId') visitId: string,
    @Ctx() request: RequestContext,
  ): Promise<BillProofAnswer> {
    const { state, revision } = await findVisit(this.tools, visitId, request);
    const { storeId, businessDate, currency } = state.opening!;
    const proof = await this.proof(state);
    return {
      visitId,
      storeId,
      businessDate,
      status: state.status,
      currency,
      ...proof,
      parts: proof.parts.map((part) => ({
        ...part,
        lines: part.lines.map((line) => ({
          ...line,
          leaves: [...line.leaves],
          taxes: [...line.taxes],
          performers: [...line.performers],
        })),
        tenders: [...part.tenders],
      })),
      revision,
    };
  }

  /**
   * Get the receipt of a visit as an HTML page, to print or to send. It has every settlement with lines, discounts, taxes and tenders, and names
   * nobody. Before settlement it says that nothing is paid.
   *
   * @zh 打印到店收据
   */
  @Get('visits/:visitId/receipt')
  @Header('content-type', `${MEDIA_TYPE}; charset=utf-8`)
  @Allow('booking.visits:read', { store: 'narrowed' })
  @Produces(MEDIA_TYPE)
  async getVisitReceipt(
    @Param('visitId') visitId: string,
    @Query() { language = 'en' }: ReceiptQuery,
    @Ctx() request: RequestContext,
  ): Promise<string> {
    const { state } = await findVisit(this.tools, visitId, request);
    const { storeId, businessDate, currency, zone } = state.opening!;
    const { store } = await booksOf(this.tools).store(storeId);
    const billId = state.settlements[0]?.billId ?? visitId;
    const numberOf = await textsBehind(this.tools, [billId]);
    return receiptOf(
      await this.proof(state),
      {
        storeName: store.name,
        zone,
        currency,
        billId: numberOf(billId),
        businessDate,
        serviceNames: await this.names(state),
      },
      language,
    );
  }

  private async proof(state: VisitState): Promise<Proof> {
    const { store } = await booksOf(this.tools).store(state.opening!.storeId);
    const history: Recorded<VisitEvent>[] = await this.tools.history(visits, state.visitId);
    return proofOf(state, history, store);
  }

  /** Names of the services as they were when the lines were made. */
  private async names({ lines }: VisitState): Promise<{ [key: string]: string }> {
    const wanted = lines.filter(({ kind }) => kind === 'service');
    const [current, archived] = await Promise.all([
      this.tools.documents.getMany(services, [...new Set(wanted.map(({ itemId }) => itemId))]),
      this.tools.documents.getMany(serviceVersions, [
        ...new Set(wanted.map((line) => versionId(line.itemId, line.catalogueVersion ?? 0))),
      ]),
    ]);
    return Object.fromEntries([
      ...wanted.flatMap(({ itemId, catalogueVersion = 0 }) => {
        const now = current.find(({ id }) => id === itemId);
        return now ? [[versionId(itemId, catalogueVersion), now.name]] : [];
      }),
      ...archived.map(({ id, service }) => [id, service.name]),
    ]);
  }
}
