/** More entries than this share of the room make a table slow. */
const MAX_LOAD = 0.6;
const EMPTY = 0;
const EXPECTED = 1;
const SEEN = 2;
/** Seen, and never expected: of a document, or not to be found in a ledger. */
const STRANGER = 3;

/**
 * Which messages are expected and which were seen, at 17 bytes a message: twelve bytes of its id, four of its content and
 * what is known. Ten million messages fit where a map of texts would not.
 */
export class MessageTable {
  private size = 0;
  private ids = new Uint32Array(3 * 1024);
  private contents = new Uint32Array(1024);
  private states = new Uint8Array(1024);

  /** @param id a UUID @param content a hash as hex */
  expect(id: string, content: string): void {
    const at = this.at(id);
    if (this.states[at] !== EMPTY) return;
    this.put(at, id, content, EXPECTED);
  }

  /** `first`: expected, and seen once now; `again`: seen before; `other`: not expected, or not with this content. */
  see(id: string, content: string): 'first' | 'again' | 'other' {
    const at = this.at(id);
    if (this.states[at] === EMPTY) {
      this.put(at, id, content, STRANGER);
      return 'other';
    }
    if (this.states[at] !== EXPECTED) return 'again';
    this.states[at] = SEEN;
    return this.contents[at] === hex(content, 0) ? 'first' : 'other';
  }

  /** How many were expected and not seen. */
  get missing(): number {
    return this.states.reduce((count, state) => count + (state === EXPECTED ? 1 : 0), 0);
  }

  isMissing(id: string): boolean {
    return this.states[this.at(id)] === EXPECTED;
  }

  private put(at: number, id: string, content: string, state: number): void {
    const digits = id.replaceAll('-', '');
    for (let i = 0; i < 3; i++) this.ids[3 * at + i] = hex(digits, 8 * i);
    this.contents[at] = hex(content, 0);
    this.states[at] = state;
    if (++this.size > MAX_LOAD * this.states.length) this.grow();
  }

  /** Where the id stands, or would. */
  private at(id: string): number {
    const digits = id.replaceAll('-', '');
    return this.find(hex(digits, 0), hex(digits, 8), hex(digits, 16));
  }

  private find(a: number, b: number, c: number): number {
    const room = this.states.length;
    for (let at = a % room; ; at = (at + 1) % room) {
      if (
        this.states[at] === EMPTY ||
        (this.ids[3 * at] === a && this.ids[3 * at + 1] === b && this.ids[3 * at + 2] === c)
      )
        return at;
    }
  }

  private grow(): void {
    const { ids, contents, states } = this;
    const room = 2 * states.length;
    this.ids = new Uint32Array(3 * room);
    this.contents = new Uint32Array(room);
    this.states = new Uint8Array(room);
    for (let from = 0; from < states.length; from++) {
      if (states[from] === EMPTY) continue;
      const to = this.find(ids[3 * from]!, ids[3 * from + 1]!, ids[3 * from + 2]!);
      for (let i = 0; i < 3; i++) this.ids[3 * to + i] = ids[3 * from + i]!;
      this.contents[to] = contents[from]!;
      this.states[to] = states[from]!;
    }
  }
}

const hex = (digits: string, from: number): number =>
  Number.parseInt(digits.slice(from, from + 8), 16) >>> 0;
