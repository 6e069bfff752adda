import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, of, tap, type Observable } from 'rxjs';
import type { Claims } from './claims.js';
import { KEEPS, type ChignonRequest } from './routes.js';

/** Claims a command's key before it is done, and gives a number `revision` in an answer back as its ETag. */
export class CommandsInterceptor implements NestInterceptor {
  /** Without claims (a gateway passes on) the service behind makes them. */
  constructor(private readonly claims: Claims | undefined) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<ChignonRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { commandId, input } = request.chignon ?? {};
    const handle = () =>
      lastValueFrom(next.handle(), { defaultValue: undefined }) as Promise<unknown>;
    const answer =
      this.claims === undefined || commandId === undefined || input === undefined
        ? next.handle()
        : Reflect.getMetadata(KEEPS, context.getHandler()) === true
          ? of(await this.claims.once(commandId, input, handle))
          : from(this.claims.claimed(commandId, input, handle));
    return answer.pipe(
      tap((value: unknown) => {
        const revision = (value as { revision?: unknown } | null | undefined)?.revision;
        if (typeof revision === 'number') void reply.header('etag', `"${revision}"`);
      }),
    );
  }
}
