import { merged } from './patches.js';

describe('a merge patch', () => {
  it.each([
    // The cases of RFC 7396, appendix A, that have a document with fields.
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
    ['{"a":"foo"}', '{"a":{"b":"c"}}', '{"a":{"b":"c"}}'],
  ])('of %s by %s is %s', (document, patch, result) => {
    expect(JSON.stringify(merged(JSON.parse(document), JSON.parse(patch)))).toBe(result);
  });

  it('reaches no prototype', () => {
    const result = merged({ a: 1 }, JSON.parse('{"__proto__":{"admin":true}}')) as object;
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(Object.hasOwn(result, '__proto__')).toBe(true);
    expect('admin' in {}).toBe(false);
  });

  it('leaves the document that it is merged into as it was', () => {
    const document = { a: { b: 1 } };
    expect(merged(document, { a: { b: 2 } })).toEqual({ a: { b: 2 } });
    expect(document).toEqual({ a: { b: 1 } });
  });
});
