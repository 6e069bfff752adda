import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BesideThread } from './front.js';

/**
 * A route whose work is for operators and may be long: rows of an import, a rebuild, a check of all ledgers. Where a second thread follows, it
 * runs there whole, so that nobody at a front desk waits for it. A body that is larger is looked at there, too.
 */
export const Beside = () => RouteConfig({ beside: true });

/** True for a route of `Beside`. */
export const runsBeside = (request: { routeOptions: { config: object } }): boolean =>
  (request.routeOptions.config as { beside?: boolean }).beside === true;

/** Of the one connection, and not of what is handed over; the other side says them of its own. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
  'upgrade',
  'date',
]);

const passedOver = <H extends { readonly [name: string]: unknown }>(headers: H): H =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name))) as H;

interface Server {
  addHook(
    name: 'preHandler',
    hook: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  ): unknown;
}

/** Hands requests of such routes to the other thread as the bytes that came, and hands its answers back. */
export function handOver(server: object, beside: BesideThread): void {
  (server as Server).addHook('preHandler', async (request, reply) => {
    if (!runsBeside(request)) return undefined;
    const { status, headers, body } = await beside.request({
      method: request.method,
      url: request.raw.url!,
      headers: { ...passedOver(request.headers), 'x-correlation-id': request.id },
      body: Buffer.isBuffer(request.body) ? request.body : undefined,
      from: request.raw.socket.remoteAddress ?? request.ip,
    });
    return reply
      .code(status)
      .headers(passedOver(headers))
      .send(body.byteLength > 0 ? Buffer.from(body) : undefined);
  });
}
