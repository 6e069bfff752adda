import { lengthOf, textOf, tidyTexts } from './texts.js';

describe('K12 one rule for every text', () => {
  it.each([
    ['half of a pair', 'a\ud800'],
    ['the other half', '\udc00b'],
    ['NUL', 'a\u0000'],
    ['ESC', 'a\u001b[1m'],
    ['DEL', 'a\u007fb'],
    ['C1', 'a\u0085b'],
    ['a line feed', 'a\nb'],
    ['a carriage return', 'a\r\nb'],
    ['a tab', 'a\tb'],
    ['a line separator', 'a\u2028b'],
    ['an override of direction', 'gnp.\u202egpj'],
    ['an isolate', 'a\u2066b\u2069'],
    ['a paragraph separator', 'a\u2029b'],
    ['U+FFFF', 'a\uffff'],
    ['U+FFFE', '\ufffea'],
    ['U+FDD0', 'a\ufdd0'],
    ['U+1FFFF', 'a\u{1ffff}'],
    ['a tower of marks', `a${'\u0301'.repeat(12)}`],
    ['marks alone', '\u0334'.repeat(64)],
  ])('refuses %s', (_, text) =>
    expect(() => textOf(text, 'name')).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'text-invalid',
        detail: expect.objectContaining({ field: 'name' }),
      }),
    ),
  );

  it.each([
    ['spaces', '   '],
    ['ideographic spaces', '\u3000\u3000'],
    ['no-break spaces', '\u00a0'],
    ['zero width', '\u200b\u200b'],
    ['a filler', '\u3164'],
    ['joiners', '\u200d'],
  ])('refuses %s alone', (_, text) =>
    expect(() => textOf(text, 'name')).toThrow(expect.objectContaining({ code: 'text-blank' })),
  );

  it('composes, so that one name is one name, and takes spaces around it away', () => {
    expect(textOf('Rene\u0301e', 'name')).toBe('Ren\u00e9e');
    expect(textOf('  Anna ', 'name')).toBe('Anna');
    expect(textOf('', 'name')).toBe('');
  });

  it.each([
    'O\u2019Brien',
    '\u674e\u534e',
    '\u0645\u062d\u0645\u062f',
    '\u0e01\u0e34\u0e48\u0e07',
    'a\u200cb',
    '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}',
    'Nguy\u1ec5n',
  ])('leaves %s as it is', (text) => expect(textOf(text, 'name')).toBe(text));

  it('lets lines be lines where they may be, and nothing else', () => {
    expect(textOf('one\n\ttwo', 'notes', 'many')).toBe('one\n\ttwo');
    for (const text of ['a\rb', 'a\u001bb', 'a\u2028b', 'a\ud800'])
      expect(() => textOf(text, 'notes', 'many')).toThrow(
        expect.objectContaining({ code: 'text-invalid' }),
      );
  });

  it('counts what a reader counts', () => {
    expect(lengthOf('abc')).toBe(3);
    expect(lengthOf('Rene\u0301e')).toBe(5);
    expect(lengthOf('\u{1f469}\u200d\u{1f469}\u200d\u{1f467}')).toBe(1);
  });

  it('is kept everywhere in an input, also for the names of its fields', () => {
    const input = { a: ' x ', list: [{ b: 'e\u0301' }], notes: 'a\nb', rows: ['\ud800'] };
    tidyTexts(input, (path) => (path === 'notes' ? 'many' : path === 'rows' ? 'left' : 'one'));
    expect(input).toEqual({ a: 'x', list: [{ b: '\u00e9' }], notes: 'a\nb', rows: ['\ud800'] });
    expect(() => tidyTexts({ list: [{ b: 'a\u0007' }] }, () => 'one')).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ field: 'list.0.b' }) }),
    );
    expect(() => tidyTexts({ 'a\u2028': 1 }, () => 'one')).toThrow(
      expect.objectContaining({ code: 'text-invalid' }),
    );
  });
});
