// A client of the crash test as a process of its own: it works until the platform is gone, then says what it was told.
import { randomFrom } from './random.mjs';
import { client } from './stories.mjs';
import { Book } from './wishes.mjs';

/** Wishes under way at once. */
const HANDS = 2;

process.on('message', async ({ platform, seed, number, customers, events, soon }) => {
  const book = Object.assign(new Book(), { customers, events, soon });
  // The one who kills wants to know when something was acknowledged.
  book.acknowledged = (kind) => process.send({ acknowledged: kind });
  const random = randomFrom(seed);
  await Promise.all(
    Array.from({ length: HANDS }, () =>
      client(platform, book, randomFrom(random.below(1_000_000_000)), number),
    ),
  );
  process.send({ wishes: book.wishes, faults: book.faults });
});
