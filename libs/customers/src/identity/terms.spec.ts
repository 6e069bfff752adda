import fc from 'fast-check';
import { registered, type CustomerFields } from './record.js';
import {
  beginningsOf,
  fitOf,
  folded,
  initialsOfName,
  isSought,
  soughtIn,
  termsOf,
} from './terms.js';

const record = (fields: CustomerFields) =>
  registered(fields, {
    id: 'c1',
    homeStoreId: 's1',
    at: '2026-03-01T09:00:00.000Z',
    source: 'front-desk',
    madeBy: { commandId: 'k', inputHash: 'h' },
  });
/** What `search` of a store does, without a store of documents. */
const finds = (fields: CustomerFields, text: string, stores: string[] = []): boolean => {
  const made = record(fields);
  const sought = soughtIn(text);
  return (
    sought !== undefined &&
    beginningsOf(sought, stores).some((beginning) =>
      made.terms!.some((term) => term.startsWith(beginning)),
    ) &&
    isSought(made, sought)
  );
};

describe('PR-01, F7: what a customer is found by', () => {
  it('any part of a name, in any order of its words, without regard to case and accents', () => {
    const anna = { name: 'Ánna-Maria Łindström' };
    for (const text of [
      'anna',
      'MARIA',
      'lindstr',
      'strom',
      'maria anna',
      'Lindström, Anna',
      'ström an',
    ])
      expect([text, finds(anna, text)]).toEqual([text, true]);
    for (const text of ['annamaria', 'lund', 'anna lund', 'bo'])
      expect([text, finds(anna, text)]).toEqual([text, false]);
    expect(finds({ name: 'Groß Ærøskøbing' }, 'gross aero')).toBe(true);
    const long = { name: `${'Wolfeschlegelstein'.repeat(5)}hausen` };
    expect(finds(long, 'wolfeschlegelsteinwolfeschlegelstein')).toBe(true);
    expect(finds(long, 'wolfeschlegelsteinwolfeschlegelstern')).toBe(false);
  });

  it('Chinese by characters and by pinyin initials, surnames of two readings by both', () => {
    expect(initialsOfName('王小明')).toEqual(['wxm']);
    const wang = { name: '王小明' };
    for (const text of ['王', '小明', '明', 'wxm', 'XM', '王 明'])
      expect([text, finds(wang, text)]).toEqual([text, true]);
    for (const text of ['汪', '明王', 'wxx', 'w'])
      expect([text, finds(wang, text)]).toEqual([text, false]);
    expect(finds({ name: '曾国藩' }, 'zgf')).toBe(true);
    expect(finds({ name: '曾国藩' }, 'cgf')).toBe(true);
    expect(finds({ name: '单雄信' }, 'sxx')).toBe(true);
    expect(finds({ name: 'Anna 李' }, 'anna 李')).toBe(true);
    expect(initialsOfName('Anna')).toEqual([]);
  });

  it('last digits of a phone, however they are written', () => {
    const both = { phones: ['+8613800138000', '+442079460018'] };
    for (const text of [
      '8000',
      '0138 000',
      '+86 138 0013 8000',
      '13800138000',
      '020 7946 0018',
      '(0)18',
    ])
      expect([text, finds(both, text)]).toEqual([text, text !== '(0)18']);
    expect(finds(both, '1380')).toBe(false);
    expect(soughtIn('018')).toBeUndefined();
  });

  it('an e-mail address from its beginning, a code however it is written', () => {
    const fields = {
      emails: ['li.lei@example.com'],
      externalIds: [
        { system: 'card', code: 'A-0017' },
        { system: 'pos', code: '445566' },
      ],
    };
    for (const text of ['li.lei@', 'LI.LEI@example.com', 'a0017', 'A-00', '4455'])
      expect([text, finds(fields, text)]).toEqual([text, true]);
    expect(finds(fields, 'lei@example.com')).toBe(false);
    expect(finds(fields, 'i@')).toBe(false);
  });

  it('their own store first: by the words of a name', () => {
    const terms = termsOf(record({ name: 'Maya Lind' }));
    expect(terms).toEqual(expect.arrayContaining(['ss1~maya', 'ss1~lind', 'nmaya lind', 'nind']));
    expect(terms).not.toContain('nd');
    expect(beginningsOf(soughtIn('Maya L')!, ['s1', 's2'])).toEqual([
      'ss1~maya',
      'ss2~maya',
      'cmayal',
      'nmaya',
    ]);
    expect([
      fitOf({ name: 'Maya' }, soughtIn('ma')!),
      fitOf({ name: 'Li Maya' }, soughtIn('ma')!),
      fitOf({ name: 'Emma' }, soughtIn('ma')!),
    ]).toEqual([0, 1, 2]);
  });
});

describe('hostile searches', () => {
  it.each([
    '%',
    '%%%%',
    '_',
    '(a+)+$',
    '.*',
    "'",
    '"',
    '\\',
    '$',
    ' ',
    'a',
    '12',
    '0000'.slice(1),
    '@',
    'a@',
  ])('%s is too short to look for', (text) => expect(soughtIn(text)).toBeUndefined());

  it('a name of 64 graphemes of Zalgo is its letters, found by them, and costs no more than they do', () => {
    const marks = '\u0300\u0301\u0302\u0330\u0331\u0489'.repeat(8);
    const zalgo = [...'zalgo'].map((letter) => letter + marks).join('');
    expect(folded(zalgo)).toBe('zalgo');
    expect(finds({ name: zalgo }, 'alg')).toBe(true);
    expect(finds({ name: 'Zalgo' }, zalgo)).toBe(true);
    const terms = termsOf(record({ name: [...'a'.repeat(64)].map((a) => a + marks).join('') }));
    expect(terms.every((term) => term.length <= 40)).toBe(true);
    expect(terms.length).toBeLessThan(80);
  });

  it('whatever a name is, it is found by any two letters of it, and its terms are bounded', () => {
    fc.assert(
      fc.property(
        fc
          .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
          .filter((name) => /\S/.test(name) && !/[\u0000-\u001f\u007f]/.test(name)),
        (name) => {
          const terms = termsOf({
            homeStoreId: 's1',
            name,
            phones: [],
            emails: [],
            externalIds: [],
          });
          expect(terms.length).toBeLessThan(64 * 6);
          const [word] = folded(name).split(' ');
          const text = [...(word ?? '')].slice(0, 2).join('');
          const sought = soughtIn(text);
          if (sought?.kind !== 'name') return;
          expect(isSought({ name, phones: [], emails: [], externalIds: [] }, sought)).toBe(true);
          expect(beginningsOf(sought, []).some((b) => terms.some((t) => t.startsWith(b)))).toBe(
            true,
          );
        },
      ),
    );
  });
});
