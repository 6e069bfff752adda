import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  conflict,
  ConflictError,
  CorruptionError,
  DuplicateError,
  invalid,
  notFound,
  Refusal,
  refused,
  UnavailableError,
} from '@chignon/eventing';
import { HttpException } from '@nestjs/common';
import { malformed, problemOf, refuseConnection, sendProblem } from './problems.js';

describe('problem details', () => {
  it.each([
    [refused('slot-taken', 'taken'), 409, 'slot-taken'],
    [notFound('visit-not-found', 'no'), 404, 'visit-not-found'],
    [conflict('x-y', 'no'), 409, 'x-y'],
    [invalid('field-invalid', 'no', { field: 'a.b' }), 422, 'field-invalid'],
    [malformed('json-malformed', 'no'), 400, 'json-malformed'],
    [new ConflictError('s', 1, 2), 409, 'changed-meanwhile'],
    [new DuplicateError('c', 'byPhone'), 409, 'already-exists'],
    [new UnavailableError('storage-full', 'full'), 503, 'storage-full'],
    [new CorruptionError('x', 'y'), 500, 'data-corrupted'],
    [new HttpException('x', 404), 404, 'route-not-found'],
    [
      Object.assign(new Error('x'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }),
      413,
      'body-too-large',
    ],
    [
      Object.assign(new Error('x'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 }),
      415,
      'content-type-unsupported',
    ],
    [Object.assign(new Error('x'), { statusCode: 429 }), 429, 'rate-limited'],
    [new TypeError('secret detail'), 500, 'internal-error'],
  ])('%s', (error, status, code) =>
    expect(problemOf(error)).toMatchObject({ status, code, type: `urn:chignon:problem:${code}` }),
  );

  it('answers a stale If-Match with 412', () =>
    expect(problemOf(new ConflictError('s', 1, 2), { ifMatch: 1 })).toMatchObject({
      status: 412,
      code: 'revision-stale',
      actual: 2,
    }));

  it('tells nothing of what it did not expect', () =>
    expect(JSON.stringify(problemOf(new TypeError('secret detail')))).not.toContain('secret'));
});

describe('K16: what is logged of a problem', () => {
  const reply = { sent: true } as never;
  const request = { id: 'c1', method: 'GET', routeOptions: { url: '/v1/x' } } as never;
  const logged = (...errors: unknown[]) => {
    const log = { warn: jest.fn(), error: jest.fn() };
    for (const error of errors) sendProblem(error, request, reply, log as never);
    return {
      warn: log.warn.mock.calls.map(([{ code }]) => code),
      error: log.error.mock.calls.map(([{ code }]) => code),
    };
  };

  it('what is full just now is warned of once a minute and cause, however many ask', () => {
    const full = (code: string) => new Refusal('unavailable', code, 'no room');
    expect(
      logged(full('too-many-x'), full('too-many-x'), full('too-many-y'), full('too-many-x')),
    ).toEqual({ warn: ['too-many-x', 'too-many-y'], error: [] });
  });

  it('what is wrong here each time, what callers do wrong never', () =>
    expect(
      logged(
        new TypeError('x'),
        new TypeError('x'),
        invalid('field-invalid', 'no'),
        notFound('visit-not-found', 'no'),
      ),
    ).toEqual({ warn: [], error: ['internal-error', 'internal-error'] }));
});

describe('what is no HTTP request', () => {
  const server = createServer({ maxHeaderSize: 1024 }, (_, reply) => void reply.end()).on(
    'clientError',
    refuseConnection,
  );
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  afterAll(() => new Promise((done) => server.close(done)));
  it.each([
    ['a path with bytes that are no URL', 'GET /v1/…', 400, 'request-malformed'],
    ['no HTTP at all', '\u0016\u0003\u0001', 400, 'request-malformed'],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nx-long: ${'a'.repeat(2000)}`,
      431,
      'headers-too-large',
    ],
  ])('%s is refused with a problem, and its connection ends', async (_, sent, status, code) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').end(
      `${sent}\r\n\r\n`,
    );
    const [head, body] = (await text(socket)).split('\r\n\r\n') as [string, string];
    expect(head).toMatch(
      new RegExp(`^HTTP/1.1 ${status} .*content-type: application/problem\\+json`, 'is'),
    );
    expect(JSON.parse(body)).toMatchObject({ type: `urn:chignon:problem:${code}`, status, code });
  });
});
