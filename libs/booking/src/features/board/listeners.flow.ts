import { Refusal } from '@chignon/eventing';
import { Readable } from 'node:stream';

/** Connections of one process: each costs a socket and the fold of a day. */
const MAX_LISTENERS = 200;
/** Somebody who takes nothing for so long has gone or is too slow. They may go on behind the last event that they saw. */
const STALL_MS = 30_000;
/** After so long a listener has to come again, and is looked at again: permissions end while connections last. */
const MAX_AGE_MS = 15 * 60_000;

/** Those who listen to events of this process, at most 200 at a time. */
export class Listeners {
  private readonly open = new Map<Readable, string>();

  constructor(private readonly limit = MAX_LISTENERS) {}

  /**
   * Text that is made only as fast as it is taken, so that a slow reader makes nothing pile up. `framesFor` is told by the signal when nobody listens any more.
   * When all places are taken, whoever has most of them gives their oldest to somebody who has fewer.
   * @throws Refusal 503 `too-many-listeners`
   */
  admit(who: string, framesFor: (over: AbortSignal) => AsyncIterator<string, void>): Readable {
    if (this.open.size >= this.limit && !this.makeRoomFor(who))
      throw new Refusal(
        'unavailable',
        'too-many-listeners',
        'Too many clients are listening. Try again, or read the board at intervals.',
        { limit: this.limit },
      );
    const over = new AbortController();
    const frames = framesFor(over.signal);
    const aged = setTimeout(() => over.abort(), MAX_AGE_MS).unref();
    const watch = () => setTimeout(() => stream.destroy(), STALL_MS).unref();
    const stream: Readable = new Readable({
      read: () => {
        clearTimeout(stalled);
        frames.next().then(
          ({ done, value }) => {
            if (stream.destroyed) return;
            stalled = watch();
            stream.push(done ? null : value);
          },
          (error: Error) => stream.destroy(error),
        );
      },
      destroy: (error, done) => {
        over.abort();
        clearTimeout(aged);
        clearTimeout(stalled);
        this.open.delete(stream);
        done(error);
      },
    });
    let stalled = watch();
    this.open.set(stream, who);
    return stream;
  }

  private makeRoomFor(who: string): boolean {
    const counts = new Map<string, number>();
    for (const one of this.open.values()) counts.set(one, (counts.get(one) ?? 0) + 1);
    const [greediest, most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
    if (most <= (counts.get(who) ?? 0) + 1) return false;
    const [oldest] = [...this.open].find(([, one]) => one === greediest)!;
    this.open.delete(oldest);
    oldest.destroy();
    return true;
  }

  /** Ends all of them, at once. */
  close(): void {
    for (const stream of this.open.keys()) stream.destroy();
  }
}
