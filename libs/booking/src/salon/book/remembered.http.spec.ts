import type { Collection, Tools } from '@chignon/eventing';
import { type Salon, salon } from '../../testing.http.js';
import { words } from '../words/words.js';
import { stores } from '../stores/store.js';
import { BOOK_COLLECTIONS, booksOf } from './store-book.flow.js';

// Master data is remembered until it is written: by whichever writer, through whichever route, of whichever collection.

let at: Salon;
let tools: Tools;
beforeAll(async () => {
  at = await salon();
  ({ tools } = at.platform.host.runtimes.get('booking')!);
}, 60_000);
afterAll(() => at.close());

const remembered = () => booksOf(tools).deposits();
/** Writes a document nobody looks at, and takes it away again. */
async function write(collection: Collection): Promise<void> {
  const id = 'written-by-anybody';
  await tools.documents.put(collection, { id });
  await tools.documents.remove(collection, id);
}

describe('what is remembered of master data', () => {
  it('is everything that books are made of', () => {
    expect(BOOK_COLLECTIONS.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['booking.stores', 'booking.staff', 'booking.services']),
    );
    expect(new Set(BOOK_COLLECTIONS).size).toBe(16);
  });

  it('stays while nothing of it is written: what the next test sees end does not end by itself', async () => {
    const before = await remembered();
    await write(words);
    expect(await remembered()).toBe(before);
  });

  it.each(BOOK_COLLECTIONS.map((collection) => [collection.name, collection] as const))(
    'ends with a write to %s',
    async (_, collection) => {
      const before = await remembered();
      await write(collection);
      expect(await remembered()).not.toBe(before);
    },
  );

  it('shows what was written at the next read, though the writer told nobody', async () => {
    const { revision: _, ...soho } = (await tools.documents.get(stores, 'soho'))!;
    expect((await booksOf(tools).store('soho')).store.name).toBe(soho.name);
    await tools.documents.put(stores, { ...soho, name: 'Soho, renamed' });
    expect((await booksOf(tools).store('soho')).store.name).toBe('Soho, renamed');
  });
});
