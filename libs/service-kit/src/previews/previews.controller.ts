import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  forbidden,
  type Message,
  notFound,
  type PreviewedChange,
  type Previewer,
  type Tools,
  UnavailableError,
} from '@chignon/eventing';
import { Allow, Ctx, type RequestContext, Returns } from '../http/routes.js';
import type { TenderKeys } from '../tenders/keys.js';
import { PreviewBody, PreviewedChangeAnswer } from './previews.shapes.http.js';

/** Who says in this process what would follow from an event. */
export interface Previews {
  /** Absent: a service of a cluster that was given none, and believes nobody. */
  readonly keys: TenderKeys | undefined;
  readonly contexts: ReadonlyMap<
    string,
    { readonly tools: Tools; readonly previews: readonly Previewer[] }
  >;
}
export const PREVIEWS = 'previews:contexts';

/** What each context would make of an event that is not published yet, the same route of each. */
@Controller('v1/:context/previews')
export class PreviewsController {
  constructor(@Inject(PREVIEWS) private readonly previews: Previews) {}

  /**
   * Preview what a context would make of a correction. It answers the figures that would change, and writes nothing; `POST /v1/corrections/preview`
   * asks all contexts in one call. 404 `preview-not-found`: the context follows no visits. 403 `permission-missing` for figures that your role
   * may not read. 422 `preview-forged`, 503 `preview-keys-missing`.
   *
   * @zh 预览更正对本服务的影响
   */
  @Post()
  @HttpCode(200)
  @Allow('platform.previews:read', { store: 'body.storeId' })
  @Returns(PreviewedChangeAnswer, { list: true })
  async previewInContext(
    @Param('context') context: string,
    @Body() { storeId, event }: PreviewBody,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: PreviewedChangeAnswer[] }> {
    const found = this.previews.contexts.get(context);
    if (!found || found.previews.length === 0)
      throw notFound('preview-not-found', 'The context has no previews.', { field: 'context' });
    if (!this.previews.keys)
      throw new UnavailableError(
        'preview-keys-missing',
        'The service has no keys to believe events by.',
      );
    const message = this.previews.keys.readPreview(event, 'event');
    if (storeOf(message) !== storeId)
      throw notFound('store-not-found', 'There is no such store.', { field: 'storeId' });
    const items: PreviewedChangeAnswer[] = [];
    for (const { permission, changes } of found.previews) {
      if (!caller.may(permission))
        throw forbidden('permission-missing', 'Your role does not permit this.', { permission });
      items.push(...(await changes(message, found.tools)).map(answered));
    }
    return { items };
  }
}

const storeOf = ({ data }: Message<string, { storeId?: string }>): string | undefined =>
  data.storeId;

const answered = ({ before, after, ...change }: PreviewedChange): PreviewedChangeAnswer => ({
  ...change,
  ...(typeof before === 'number' ? { before } : { beforeCode: before }),
  ...(typeof after === 'number' ? { after } : { afterCode: after }),
});
