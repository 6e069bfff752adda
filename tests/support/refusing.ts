import { randomUUID } from 'node:crypto';
import type { Running } from './platform.js';

/** Headers of a command in JSON under a key of its own. */
export const json = (more: Record<string, string> = {}) => ({
  'content-type': 'application/json',
  'idempotency-key': randomUUID(),
  ...more,
});

/** Asks, and holds the platform that runs then to: this status and code, this field, and nothing written. */
export function refusing(running: () => Running) {
  return async (
    status: number,
    code: string,
    field: string | undefined,
    ask: () => Promise<{ status: number; body: any; headers: Record<string, any> }>,
  ): Promise<void> => {
    const before = running().written();
    const answer = await ask();
    expect({
      status: answer.status,
      code: answer.body?.code,
      field: answer.body?.field,
      type: answer.body?.type,
    }).toEqual({ status, code, field, type: `urn:chignon:problem:${code}` });
    expect(String(answer.headers['content-type'])).toContain('application/problem+json');
    expect(answer.body.correlationId).toBe(answer.headers['x-correlation-id']);
    expect(running().written()).toBe(before);
  };
}
