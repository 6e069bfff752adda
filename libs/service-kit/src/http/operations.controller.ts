import { Optional, Flag, Limit, Text } from './fields.js';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import {
  notFound,
  verify,
  type ContextRuntime,
  type DeadLetter,
  type RebuildProgress,
  type Reconciled,
  type Verified,
} from '@chignon/eventing';
import type { ContextHost } from '../host.js';
import { HOST } from './health.controller.js';
import { Allow } from './routes.js';

/** How a view is rebuilt. */
export class RebuildBody {
  /** True: switch although documents differ, for the fold was changed on purpose. Left out: switch only when all are equal. */
  @Optional() @Flag() acceptDifferences?: boolean;
}

export class LettersQuery {
  @Limit() limit?: number;
  /** Where the page begins: `next` of the page before. */
  @Optional() @Text(2000) after?: string;
}

/** What operators do with a context's mechanism: look, rebuild views, handle dead letters, verify the ledgers. */
@Controller('v1/:context/operations')
export class OperationsController {
  constructor(@Inject(HOST) private readonly host: ContextHost) {}

  /**
   * Show what runs in this process and what waits.
   * @zh 查看运行状态
   */
  @Get('status')
  @Allow('platform.operations:read', { store: 'chain' })
  getContextStatus(@Param('context') context: string) {
    return this.runtime(context).status();
  }

  /**
   * Catch up with everything that waits. One pass; two passes with equal activity mean rest.
   * @zh 处理所有待处理事项
   */
  @Post('catch-up')
  @HttpCode(200)
  @Allow('platform.operations:write', { store: 'chain' })
  async catchUpContext(@Param('context') context: string): Promise<{ activity: number }> {
    const own = this.runtime(context);
    await own.caughtUp();
    for (const runtime of this.host.runtimes.values())
      if (runtime.context.controllers.length === 0) await runtime.caughtUp();
    return { activity: own.activity };
  }

  /**
   * Rebuild a view. Starts building a new version beside the live one; follow it with `GET …/rebuilds`. It is switched to when both are equal, or
   * with `acceptDifferences`. 404 `view-not-found`; 409 `rebuild-running`, `view-runs-elsewhere`.
   * @param view The view, by a name that `GET …/rebuilds` lists: `loyalty.accounts`.
   * @zh 重建读模型
   */
  @Post('views/:view/rebuild')
  @HttpCode(202)
  @Allow('platform.operations:write', { store: 'chain' })
  rebuildView(
    @Param('context') context: string,
    @Param('view') view: string,
    @Body() body: RebuildBody,
  ): { view: string; state: string } {
    const { views } = this.runtime(context);
    // Refusals come at once; how it went is told by `rebuilds`.
    void views.rebuild(view, { acceptDifferences: body.acceptDifferences ?? false });
    return { view, state: 'started' };
  }

  /**
   * List the rebuilds of views. Those of this process, the newest of each view, and the names of all views.
   * @zh 查看读模型重建进度
   */
  @Get('rebuilds')
  @Allow('platform.operations:read', { store: 'chain' })
  listRebuilds(@Param('context') context: string): {
    items: readonly RebuildProgress[];
    views: readonly string[];
  } {
    const { views } = this.runtime(context);
    return { items: views.progress(), views: views.names() };
  }

  /**
   * Roll a view back to the version before. It catches up with what it missed, then serves. 409 `nothing-to-roll-back`.
   * @param view The view, by a name that `GET …/rebuilds` lists.
   * @zh 回退读模型版本
   */
  @Post('views/:view/rollback')
  @HttpCode(200)
  @Allow('platform.operations:write', { store: 'chain' })
  rollBackView(
    @Param('context') context: string,
    @Param('view') view: string,
  ): Promise<{ live: number }> {
    return this.runtime(context).views.rollback(view);
  }

  /**
   * List dead letters. What could not be handled, and waits.
   * @zh 查看死信
   */
  @Get('dead-letters')
  @Allow('platform.operations:read', { store: 'chain' })
  listDeadLetters(@Param('context') context: string, @Query() query: LettersQuery) {
    return this.runtime(context).deadLetters.list(query.limit ?? 50, query.after);
  }

  /**
   * Show a dead letter. With the event that could not be handled, the error, and who failed at it. 404 `dead-letter-not-found`.
   * @param id The letter, by its id in the list.
   * @zh 查看死信详情
   */
  @Get('dead-letters/:id')
  @Allow('platform.operations:read', { store: 'chain' })
  getDeadLetter(@Param('context') context: string, @Param('id') id: string): Promise<DeadLetter> {
    return this.runtime(context).deadLetters.show(id);
  }

  /**
   * Handle a dead letter again. All letters of its key, in order. `handedOver`: another instance does it within seconds.
   * @param id The letter, by its id in the list.
   * @zh 重试死信
   */
  @Post('dead-letters/:id/retry')
  @HttpCode(200)
  @Allow('platform.operations:write', { store: 'chain' })
  retryDeadLetter(
    @Param('context') context: string,
    @Param('id') id: string,
  ): Promise<{ done: number; left: number; handedOver?: true }> {
    return this.runtime(context).deadLetters.retry(id);
  }

  /**
   * Drop a dead letter for good. What waits behind it goes on.
   * @param id The letter, by its id in the list.
   * @zh 丢弃死信
   */
  @Delete('dead-letters/:id')
  @HttpCode(204)
  @Allow('platform.operations:write', { store: 'chain' })
  dropDeadLetter(@Param('context') context: string, @Param('id') id: string): Promise<void> {
    return this.runtime(context).deadLetters.drop(id);
  }

  /**
   * Verify the ledgers of a context. Walks every ledger and checks its chain; then compares messages and read models with the ledgers.
   * @zh 核验账本与读模型
   */
  @Post('verify')
  @HttpCode(200)
  @Allow('platform.operations:read', { store: 'chain' })
  async verifyContext(
    @Param('context') context: string,
  ): Promise<Verified & { reconciled?: Reconciled }> {
    const { streams, documents } = this.host.engines;
    const runtime = this.runtime(context);
    const verified = await verify(
      streams,
      documents,
      runtime.context.ledgers.map(({ category }) => category),
    );
    return verified.findings.length > 0
      ? verified
      : { ...verified, reconciled: await runtime.reconcile() };
  }

  private runtime(context: string): ContextRuntime {
    const runtime = this.host.runtimes.get(context);
    if (!runtime || runtime.context.controllers.length === 0)
      throw notFound('context-not-found', 'There is no such context here.', { field: 'context' });
    return runtime;
  }
}
