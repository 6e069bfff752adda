import { conflict, ConflictError, CorruptionError, DuplicateError, invalid, notFound, refused, UnavailableError } from '@chignon/eventing';
import { HttpException } from '@nestjs/common';
import { malformed, problemOf } from './problems.js';

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
    [Object.assign(new Error('x'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }), 413, 'body-too-large'],
    [Object.assign(new Error('x'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 }), 415, 'content-type-unsupported'],
    [Object.assign(new Error('x'), { statusCode: 429 }), 429, 'rate-limited'],
    [new TypeError('secret detail'), 500, 'internal-error'],
  ])('%s', (error, status, code) => expect(problemOf(error)).toMatchObject({ status, code, type: `urn:chignon:problem:${code}` }));

  it('answers a stale If-Match with 412', () => expect(problemOf(new ConflictError('s', 1, 2), { ifMatch: 1 })).toMatchObject({ status: 412, code: 'revision-stale', actual: 2 }));

  it('tells nothing of what it did not expect', () => expect(JSON.stringify(problemOf(new TypeError('secret detail')))).not.toContain('secret'));
});
