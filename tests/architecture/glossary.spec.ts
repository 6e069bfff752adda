import { filesBelow, textOf } from './sources.js';

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

  it.each([
    // Public names that are older than the meaning: the glossary says what they mean.
    ['calendar', /calendar(Feed|Key|Salt)|StoreCalendar|CalendarEntryAnswer/i, /^libs\/calendar\//],
    ['waiting', /WaitingList|WAITING_LIST/i, /^libs\/booking\/src\/features\/waiting\//],
  ])('has one meaning for %s in the names that code gives', (word, compound, itsOwn) => {
    const names = filesBelow('libs', '.ts')
      .filter((path) => !itsOwn.test(path) && !/\.(spec|testing)\./.test(path))
      .flatMap((path) =>
        [
          ...textOf(path).matchAll(
            /^export (?:async )?(?:abstract )?(?:class|function|const|interface|type) (\w+)/gm,
          ),
        ].map(([, name]) => name!),
      );
    expect(names.length).toBeGreaterThan(2000);
    expect(
      names.filter((name) => name.toLowerCase().includes(word) && !compound.test(name)),
    ).toEqual([]);
  });
});
