import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';
import type { AccessGuard } from './access.guard.js';
import type { ChignonRequest } from './routes.js';

/** A number `revision` in an answer becomes its ETag; a command that was done is remembered with its input. */
export class AnswersInterceptor implements NestInterceptor {
  constructor(private readonly guard: AccessGuard) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<ChignonRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((answer: unknown) => {
        const revision = (answer as { revision?: unknown } | null | undefined)?.revision;
        if (typeof revision === 'number') void reply.header('etag', `"${revision}"`);
        const facts = request.chignon;
        if (facts?.commandId && facts.input) this.guard.done.set(facts.commandId, facts.input);
      }),
    );
  }
}
