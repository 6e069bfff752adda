import { belongsTo, readBackwards } from './reading.js';
import type { Line } from './reading.js';

/** The first page is small, because the newest event is usually one of those looked for. */
const FIRST_PAGE = 32;
const PAGE = 500;
/** Sets of categories remembered; a process asks for about one a view and relay. */
const REMEMBERED = 200;

/**
 * Finds the newest event of some categories. This version of the client cannot filter a read, so the log is read
 * backwards; what was once looked through is not looked through again, so that a call costs what is new since the last.
 */
export class Heads {
  private readonly known = new Map<string, { readonly upTo: string; readonly head: string | undefined }>();

  constructor(private readonly line: Line) {}

  /**
   * Position of the newest event of these categories, or undefined. With `floor`: undefined also when there is none
   * after it; the search ends there. The floor may rise meanwhile.
   */
  async of(categories: readonly string[], floor: () => string | undefined = () => undefined): Promise<string | undefined> {
    const wanted = belongsTo(categories);
    const key = [...categories].sort().join();
    const known = this.known.get(key);
    let newest: string | undefined;
    let before: string | undefined;
    for (let size = FIRST_PAGE; ; size = PAGE) {
      const page = await readBackwards(this.line, before, size);
      for (const { stream, position } of page) {
        newest ??= position;
        if (position <= (floor() ?? '')) return undefined;
        if (known && position <= known.upTo) return this.remember(key, newest, known.head);
        if (wanted(stream)) return this.remember(key, newest, position);
      }
      if (page.length < size) return newest === undefined ? undefined : this.remember(key, newest, undefined);
      before = page.at(-1)!.position;
    }
  }

  private remember(key: string, upTo: string, head: string | undefined): string | undefined {
    this.known.delete(key);
    this.known.set(key, { upTo, head });
    for (const oldest of this.known.keys()) {
      if (this.known.size <= REMEMBERED) break;
      this.known.delete(oldest);
    }
    return head;
  }
}
