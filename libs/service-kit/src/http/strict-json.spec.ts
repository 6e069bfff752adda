import fc from 'fast-check';
import { HttpProblem } from './problems.js';
import { strictJson } from './strict-json.js';

const codeOf = (text: string | Buffer): string | undefined => {
  try {
    strictJson(Buffer.from(text as string));
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(HttpProblem);
    return (error as HttpProblem).code;
  }
};

describe('strict JSON: what a ledger must not swallow', () => {
  it.each([
    ['{"a":1e400}', 'json-number-out-of-range'],
    ['{"a":-1e400}', 'json-number-out-of-range'],
    ['{"a":9007199254740993}', 'json-number-out-of-range'],
    ['[1,2,9007199254740992]', 'json-number-out-of-range'],
    ['{"a":1,"a":2}', 'json-duplicate-key'],
    ['{"a":1,"\\u0061":2}', 'json-duplicate-key'],
    ['{"x":{"b":[{"c":1,"d":2,"c":3}]}}', 'json-duplicate-key'],
    ['{"a":"x\\u0000y"}', 'json-null-character'],
    ['['.repeat(20_000) + ']'.repeat(20_000), 'json-too-deep'],
    ['{"a":'.repeat(40) + '1' + '}'.repeat(40), 'json-too-deep'],
    ['{"a":', 'json-malformed'],
    ['{a:1}', 'json-malformed'],
    ['01', 'json-malformed'],
    ['{"a":1}x', 'json-malformed'],
    ['{"a":\u0000}', 'json-malformed'],
  ])('refuses %s', (text, code) => expect(codeOf(text)).toBe(code));

  it('refuses bytes that are not UTF-8', () =>
    expect(codeOf(Buffer.from([0x22, 0xff, 0xfe, 0x22]) as never)).toBe('body-not-utf8'));

  it.each([
    '{"a":9007199254740991,"b":-0.5,"c":{"a":1},"d":[{"a":1},{"a":2}],"e":"\\"a\\":1"}',
    '"a"',
    '[]',
    '{"a":"{\\"a\\":1,\\"a\\":2}"}',
  ])('takes %s', (text) => expect(strictJson(Buffer.from(text))).toEqual(JSON.parse(text)));

  it('takes everything that JSON can say exactly', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        const unsafe =
          /\\u0000/.test(text) ||
          JSON.stringify(value, (_, v: unknown) =>
            typeof v === 'number' && Number.isInteger(v) && !Number.isSafeInteger(v) ? 'unsafe' : v,
          ).includes('"unsafe"');
        if (!unsafe) expect(strictJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });
});
