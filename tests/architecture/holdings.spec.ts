import { contexts } from './contexts.js';
import { readFileSync } from 'node:fs';
import { filesBelow, textOf } from './sources.js';

/*
 * PR-13, R-PR-07: whatever the platform keeps of a person is told to the person, or stands here as untold with its reason. A store that is new and knows customers
 * belongs to a holding of its context (`holdings` of the manifest), or to its `untold`.
 */

/** Declared as a collection or a view: `name: 'booking.visits'`. */
const DECLARED =
  /\bname: '([a-z]+\.[a-z-]+)',\s*(?:edition: \d+,\s*)?(?:guard: '\w+',\s*)?(?:edition: \d+,\s*)?indexes\b/g;
const CUSTOMER = /customerId/;

const accounted = new Set(
  contexts.flatMap(({ holdings = [], untold = [] }) => [
    ...holdings.flatMap(({ tells }) => tells),
    ...untold.map(({ store }) => store),
  ]),
);
const stores = new Set(
  contexts.flatMap(({ collections, views, ledgers }) => [
    ...collections.map(({ name }) => name),
    ...views.map(({ name }) => name),
    ...ledgers.map(({ category }) => category),
  ]),
);

/** Stores of files that speak of customers' ids and keep none: why. */
const KEEPS_NONE: { readonly [store: string]: string } = {
  'booking.salon-events': 'how many places are taken; by whom is in the registrations',
};

/** Stores declared in a text that names customers, of which nobody says what the person is told. */
const missing = (text: string, known: ReadonlySet<string>): string[] =>
  CUSTOMER.test(text)
    ? [...text.matchAll(DECLARED)]
        .map(([, name]) => name!)
        .filter((name) => !known.has(name) && !Object.hasOwn(KEEPS_NONE, name))
    : [];

describe('PR-13, R-PR-07: every store that knows customers is told to them, or says why not', () => {
  it('documents and read models', () => {
    const files = filesBelow('libs', '.ts').filter((path) => !/\.(spec|testing)/.test(path));
    const found = files.flatMap((path) => missing(textOf(path), accounted));
    expect(found).toEqual([]);
    expect(files.flatMap((path) => missing(textOf(path), new Set())).length).toBeGreaterThan(18);
  });

  it('ledgers, by the frozen samples of their events', () => {
    const naming = contexts
      .flatMap(({ ledgers }) => ledgers)
      .map(({ category }) => category)
      .filter((category) =>
        CUSTOMER.test(readFileSync(`${__dirname}/samples/${category}.json`, 'utf8')),
      );
    expect(naming.length).toBeGreaterThan(12);
    expect(naming.filter((category) => !accounted.has(category))).toEqual([]);
  });

  it('names stores that there are, each of its own context, titled in both languages', () => {
    expect([...accounted].filter((store) => !stores.has(store))).toEqual([]);
    for (const { name: context, holdings = [], untold = [] } of contexts) {
      for (const { name, title } of holdings) {
        expect(name.split('.')[0]).toBe(context);
        expect(title.en).not.toBe('');
        expect(title['zh-CN']).toMatch(/\p{Script=Han}/u);
      }
      expect(untold.filter(({ why }) => why.length < 20)).toEqual([]);
    }
    const names = contexts.flatMap(({ holdings = [] }) => holdings.map(({ name }) => name));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('finds a store that is new and forgotten', () => {
    const text = `interface Kept { customerId: string }\nexport const kept = {\n  name: 'booking.kept-secrets',\n  indexes: {},\n};`;
    expect(missing(text, accounted)).toEqual(['booking.kept-secrets']);
  });
});
