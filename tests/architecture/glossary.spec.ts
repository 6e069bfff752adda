import { textOf } from './sources.js';

const words = [...textOf('docs/glossary.md').matchAll(/^\| \*\*(.+?)\*\* \| (.+) \|$/gm)].map(
  ([, word, meaning]) => [word!, meaning!] as const,
);
const sortKey = (word: string): string => word.toLowerCase().replaceAll('-', ' ');

describe('the glossary', () => {
  it('has each word once, in order of the alphabet', () => {
    const keys = words.map(([word]) => sortKey(word));
    expect(keys.length).toBeGreaterThan(150);
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => (a < b ? -1 : 1)));
  });

  it('explains each word in plain sentences', () => {
    expect(
      words.filter(
        ([, meaning]) =>
          !/[.:`]$|ledger`\.$/.test(meaning) || /\b(nobody|somebody|whoever)\b/i.test(meaning),
      ),
    ).toEqual([]);
  });
});
