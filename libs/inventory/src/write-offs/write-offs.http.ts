import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { invalid, optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Ctx,
  mustBeCurrency,
  type RequestContext,
  Returns,
  ROLES,
  TOOLS,
} from '@chignon/service-kit';
import { CURRENT_WRITE_OFF_LIMITS, writeOffLimits } from '../stock/write-off-limits.js';
import {
  WriteOffAnswer,
  WriteOffLimitsAnswer,
  WriteOffLimitsBody,
  WriteOffsQuery,
} from './write-offs.shapes.http.js';
import { writeOffs } from './write-offs.view.js';

/** What was thrown away and given away, and how much of it each role may (IN-14). */
@Controller('v1/inventory')
export class WriteOffsHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * List the write-offs of a store. By month, product and reason, with what they were worth (IN-14). What a count found missing stands in the count.
   * @zh 查看报损明细
   */
  @Get('stores/:storeId/write-offs')
  @Allow('inventory.movements:read', { store: 'params.storeId' })
  @Returns(WriteOffAnswer, { list: true })
  async listWriteOffs(
    @Param('storeId') storeId: string,
    @Query() { month, writeOffClass, limit = 50, after }: WriteOffsQuery,
  ): Promise<{ items: WriteOffAnswer[]; next?: string }> {
    const { items, next } = await this.tools.documents.find(this.tools.collection(writeOffs), {
      index: writeOffClass === undefined ? 'byMonth' : 'byClass',
      where: { storeId, ...optional({ writeOffClass, month }) },
      limit,
      ...optional({ after }),
    });
    return {
      items: items.map((one) => ({
        sku: one.sku,
        month: one.month,
        writeOffClass: one.writeOffClass,
        reason: one.reason,
        movements: one.movements,
        quantityMilli: one.quantityMilli,
        ...optional({ worthCents: one.worthCents, currency: one.currency }),
      })),
      ...optional({ next }),
    };
  }

  /**
   * Show how much each role may write off.
   * @zh 查看报损限额
   */
  @Get('write-off-limits')
  @Allow('inventory.reasons:read', { store: 'nothing' })
  @Returns(WriteOffLimitsAnswer)
  async getWriteOffLimits(): Promise<WriteOffLimitsAnswer> {
    const own = await this.tools.documents.get(writeOffLimits, CURRENT_WRITE_OFF_LIMITS);
    return { limits: partsOf(own?.limits ?? []), revision: own?.revision ?? 0 };
  }

  /**
   * Set how much each role may write off, of one product in one day. For what is written off from then on. 422 `role-unknown`, `currency-unknown`,
   * `limit-repeated`; 412 when `If-Match` is given and they have changed.
   * @zh 设置报损限额
   */
  @Put('write-off-limits')
  @Allow('inventory.write-off-limits:write', { store: 'chain' })
  @Returns(WriteOffLimitsAnswer)
  async putWriteOffLimits(
    @Body() { limits }: WriteOffLimitsBody,
    @Ctx() { ifMatch }: RequestContext,
  ): Promise<WriteOffLimitsAnswer> {
    limits.forEach(({ role, currency }, i) => {
      if (!Object.hasOwn(ROLES, role))
        throw invalid('role-unknown', 'The platform has no such role.', {
          field: `limits.${i}.role`,
          expected: `one of ${Object.keys(ROLES).join(', ')}`,
        });
      mustBeCurrency(currency, `limits.${i}.currency`);
      const first = limits.findIndex((one) => one.role === role && one.currency === currency);
      if (first !== i)
        throw invalid('limit-repeated', 'This role has two limits in one currency.', {
          field: `limits.${i}.role`,
          expected: 'each role once in a currency',
        });
    });
    const { revision } = await this.tools.documents.put(
      writeOffLimits,
      { id: CURRENT_WRITE_OFF_LIMITS, limits: partsOf(limits) },
      ifMatch === undefined ? {} : { expected: ifMatch },
    );
    return { limits: partsOf(limits), revision };
  }
}

const partsOf = (
  limits: readonly { readonly role: string; readonly currency: string; readonly cents: number }[],
) => limits.map(({ role, currency, cents }) => ({ role, currency, cents }));
