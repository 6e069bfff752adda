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

export class RebuildBody {
  /** Switch although documents differ: the fold was changed on purpose. */
  @Optional() @Flag() acceptDifferences?: boolean;
}

export class LettersQuery {
  @Limit() limit?: number;
  @Optional() @Text(2000) after?: string;
}

/** What operators do with a context's mechanism: look, rebuild views, handle dead letters, verify the ledgers. */
@Controller('v1/:context/operations')
export class OperationsController {
  constructor(@Inject(HOST) private readonly host: ContextHost) {}

  /** What runs in this process and what waits. */
  @Get('status')
  @Allow('platform.operations:read', { store: 'chain' })
  getContextStatus(@Param('context') context: string) {
    return this.runtime(context).status();
  }

  /** One pass over everything that waits; two passes with equal activity mean rest. */
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

  /** Starts building a new version of a view beside the live one; follow it with `GET …/rebuilds`. */
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

  /** Rebuilds of this process, the newest of each view. */
  @Get('rebuilds')
  @Allow('platform.operations:read', { store: 'chain' })
  listRebuilds(@Param('context') context: string): {
    items: readonly RebuildProgress[];
    views: readonly string[];
  } {
    const { views } = this.runtime(context);
    return { items: views.progress(), views: views.names() };
  }

  /** Back to the version before. */
  @Post('views/:view/rollback')
  @HttpCode(200)
  @Allow('platform.operations:write', { store: 'chain' })
  rollBackView(
    @Param('context') context: string,
    @Param('view') view: string,
  ): Promise<{ live: number }> {
    return this.runtime(context).views.rollback(view);
  }

  /** What could not be handled, and waits. */
  @Get('dead-letters')
  @Allow('platform.operations:read', { store: 'chain' })
  listDeadLetters(@Param('context') context: string, @Query() query: LettersQuery) {
    return this.runtime(context).deadLetters.list(query.limit ?? 50, query.after);
  }

  @Get('dead-letters/:id')
  @Allow('platform.operations:read', { store: 'chain' })
  getDeadLetter(@Param('context') context: string, @Param('id') id: string): Promise<DeadLetter> {
    return this.runtime(context).deadLetters.show(id);
  }

  /** Handles the letter's key again, in order. `handedOver`: another instance does it within seconds. */
  @Post('dead-letters/:id/retry')
  @HttpCode(200)
  @Allow('platform.operations:write', { store: 'chain' })
  retryDeadLetter(
    @Param('context') context: string,
    @Param('id') id: string,
  ): Promise<{ done: number; left: number; handedOver?: true }> {
    return this.runtime(context).deadLetters.retry(id);
  }

  /** Gives a letter up for good. */
  @Delete('dead-letters/:id')
  @HttpCode(204)
  @Allow('platform.operations:write', { store: 'chain' })
  dropDeadLetter(@Param('context') context: string, @Param('id') id: string): Promise<void> {
    return this.runtime(context).deadLetters.drop(id);
  }

  /** Walks every ledger of the context and checks its chain; then compares messages and read models with the ledgers. */
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
