import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { type Context, type Holding, invalid, notFound, type Tools } from '@chignon/eventing';
import { Allow, Ctx, type RequestContext, Returns } from '../http/routes.js';
import { HeldAnswer, HoldingsQuery } from './holdings.shapes.http.js';

/** What the contexts of this process hold of people. */
export type HoldingContexts = ReadonlyMap<
  string,
  Pick<Context, 'noteTelling'> & { readonly tools: Tools; readonly holdings: readonly Holding[] }
>;
export const HOLDINGS = 'holdings:contexts';

/** Where a page ended: which holding, and where in it. */
const CURSOR = /^(\d{1,3})~([^\n]*)$/;

/** What each context holds of a customer, the same route of each. */
@Controller('v1/:context/holdings')
export class HoldingsController {
  constructor(@Inject(HOLDINGS) private readonly contexts: HoldingContexts) {}

  /**
   * List what a context holds of a customer. Everything that the context keeps under this record, kind by kind (PR-13, R-PR-07); `GET /v1/exports/{customerId}`
   * asks all contexts for all records of the person in one call. Pages go over all kinds. Of an id that nothing is held of the list is empty. Where words of people
   * are kept, the look is in the access log before it is answered. 404 `context-not-found`; 422 `cursor-invalid`.
   *
   * @param customerId the record that is asked about; of a person with several, each is asked for by itself
   * @zh 列出本服务保存的某顾客数据
   */
  @Get(':customerId')
  @Allow('platform.exports:read', { store: 'chain' })
  @Returns(HeldAnswer, { list: true })
  async listHoldings(
    @Param('context') context: string,
    @Param('customerId') customerId: string,
    @Query() { language = 'en', limit = 100, after }: HoldingsQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: HeldAnswer[]; next?: string }> {
    const found = this.contexts.get(context);
    if (!found)
      throw notFound('context-not-found', 'There is no such context.', { field: 'context' });
    const { holdings, tools, noteTelling } = found;
    let { at, inner } = placeOf(after, holdings.length);
    await noteTelling?.(tools, request, customerId);
    const items: HeldAnswer[] = [];
    for (; at < holdings.length; at++, inner = undefined) {
      if (items.length === limit) return { items, next: cursorOf(at, '') };
      const { name, title, page } = holdings[at]!;
      const { items: more, next } = await page(tools, customerId, limit - items.length, inner);
      for (const data of more)
        items.push({ holding: name, title: title[language], customerId, data });
      if (next !== undefined) return { items, next: cursorOf(at, next) };
    }
    return { items };
  }
}

const cursorOf = (at: number, inner: string): string =>
  Buffer.from(`${at}~${inner}`).toString('base64url');

/** @throws Refusal 422 `cursor-invalid` */
function placeOf(
  after: string | undefined,
  holdings: number,
): { at: number; inner?: string | undefined } {
  if (after === undefined) return { at: 0 };
  const [, at, inner] = CURSOR.exec(Buffer.from(after, 'base64url').toString()) ?? [];
  if (at === undefined || Number(at) >= holdings)
    throw invalid('cursor-invalid', 'The cursor belongs to another query.', { field: 'after' });
  return { at: Number(at), inner: inner === '' ? undefined : inner };
}
