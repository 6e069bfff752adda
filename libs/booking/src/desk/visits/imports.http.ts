import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { sideBySide, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  DIRECTORY,
  Directory,
  noCustomer,
  TOOLS,
} from '@chignon/service-kit';
import { billsOf } from '../../visits/visit.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { standFor } from '../../salon/words/words.js';
import { codesOfAppointment, importAppointment } from './import-appointment.flow.js';
import { attempt } from './import-rows.flow.js';
import { codesOfVisit, importVisit } from './import-visit.flow.js';
import { AppointmentImportBody, ImportAnswer, VisitImportBody } from './imports.shapes.http.js';
import { type SourceCodes, sourceCodes } from './source-codes.flow.js';

/** Takes in visits and appointments of other systems. */
@Controller('v1/booking/imports')
export class ImportsHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Import past visits of another system. They are opened, completed and settled as recorded. Each is imported once by its external id; a bad one
   * does not stop the others. What lies ahead, or before 1970, is rejected; lines that earn points need `loyalty.points:write`.
   *
   * @zh 导入历史到店记录
   */
  @Post('visits')
  @HttpCode(200)
  @Allow('booking.imports:write', { store: 'body.storeId' })
  @Command({ answer: 'kept' })
  @Returns(ImportAnswer)
  async importVisits(
    @Body() { storeId, items }: VisitImportBody,
    @Ctx() request: RequestContext,
  ): Promise<ImportAnswer> {
    const book = await booksOf(this.tools).store(storeId);
    const mustSee = await this.seen(items, request);
    const billOf = await standFor(
      this.tools,
      billsOf(storeId),
      items.map(({ billId }) => billId),
    );
    const codes = await sourceCodes(
      this.tools,
      this.directory,
      request.caller,
      book,
      items.flatMap(codesOfVisit),
    );
    return {
      results: await sideBySide(
        items,
        (item) => item.externalId,
        (item) =>
          attempt(
            item.externalId,
            async () =>
              mustSee(item) ??
              importVisit(this.tools, book, item, billOf(item.billId), codes, request),
          ),
      ),
      ...unknownIn(codes),
    };
  }

  /**
   * Import past or coming appointments of another system. Conflicts are not checked; overlaps are counted. Coming ones keep the price that they are
   * given with, or the catalogue's of today, and accept the store's policy.
   *
   * @zh 导入预约
   */
  @Post('appointments')
  @HttpCode(200)
  @Allow('booking.imports:write', { store: 'body.storeId' })
  @Command({ answer: 'kept' })
  @Returns(ImportAnswer)
  async importAppointments(
    @Body() { storeId, items }: AppointmentImportBody,
    @Ctx() request: RequestContext,
  ): Promise<ImportAnswer> {
    const book = await booksOf(this.tools).store(storeId);
    const mustSee = await this.seen(items, request);
    const codes = await sourceCodes(
      this.tools,
      this.directory,
      request.caller,
      book,
      items.flatMap(codesOfAppointment),
    );
    let overlaps = 0;
    const results = await sideBySide(
      items,
      (item) => item.date,
      (item) =>
        attempt(item.externalId, async () => {
          mustSee(item);
          const done = await importAppointment(this.tools, book, item, codes, request);
          if (done.overlaps) overlaps++;
          return { outcome: done.outcome, appointmentId: done.appointmentId };
        }),
    );
    return { results, overlaps, ...unknownIn(codes) };
  }

  /** A row of somebody who is no customer, or none that the caller may see, is refused by itself. */
  private async seen(
    items: readonly { customerId?: string }[],
    { caller }: RequestContext,
  ): Promise<(item: { customerId?: string }) => undefined> {
    const unseen = new Set(
      await this.directory.unseenCustomers(
        items.flatMap(({ customerId }) => customerId ?? []),
        caller,
      ),
    );
    return ({ customerId }) => {
      if (customerId !== undefined && unseen.has(customerId)) throw noCustomer();
      return undefined;
    };
  }
}

const unknownIn = ({ unknown }: SourceCodes): Pick<ImportAnswer, 'unknownCodes'> =>
  unknown.length === 0 ? {} : { unknownCodes: [...unknown] };
