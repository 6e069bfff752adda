import { Turns, TURN_CELLS, type ThreadNo } from './turns.js';

/** The files whose writers take turns. */
const FILES = ['documents', 'streams'] as const;
type File = (typeof FILES)[number];

/** Collections share this many counters of writes: two that share one are read again more often, never too seldom. */
const COUNTERS = 1024;
const NUMBERS = 3;
const LAST_WRITER = FILES.length * TURN_CELLS;
const FIRST_COUNTER = LAST_WRITER + 1;
const BYTES = NUMBERS * 8 + (FIRST_COUNTER + COUNTERS) * 4;

/** What a thread tells the other one. Each says only that there is something new: what it is stands in the files. */
export type EngineNews =
  | { readonly turn: File }
  | { readonly events: true }
  | { readonly announced: true }
  /** On these something was published. */
  | { readonly topics: readonly string[] };

/** How news reach the other thread: one end of a channel that keeps their order. */
export interface NewsLine {
  send(news: EngineNews): void;
}

/** A number in shared memory, as every thread sees it now. */
export interface SharedNumber {
  get(): number;
  set(value: number): void;
}

/** Hears of news by kind. */
export interface Hearer {
  events?(): void;
  announced?(): void;
  topics?(names: readonly string[]): void;
}

/**
 * What the threads that have one folder open know of each other. Numbers in shared memory are changed after a commit and before
 * whoever wrote is told: who reads them knows of everything that anybody was told of. A folder with one thread has them too.
 */
export class Sharing {
  readonly turns: Readonly<Record<File, Turns>>;
  /** Position of the newest event. */
  readonly lastPosition: SharedNumber;
  /** Durable transactions of `documents.sqlite` so far. */
  readonly durableCommits: SharedNumber;
  /** Place of the newest message, over all topics. */
  readonly lastMessage: SharedNumber;
  private readonly cells: Int32Array;
  private readonly hearers: Hearer[] = [];
  private line: NewsLine | undefined;

  /** @param me 1: who opens the folder; 2: who joins, with the memory of the first */
  constructor(
    readonly me: ThreadNo = 1,
    readonly memory: SharedArrayBuffer = new SharedArrayBuffer(BYTES),
  ) {
    const numbers = new BigInt64Array(memory, 0, NUMBERS);
    this.cells = new Int32Array(memory, NUMBERS * 8);
    this.lastPosition = numberAt(numbers, 0);
    this.durableCommits = numberAt(numbers, 1);
    this.lastMessage = numberAt(numbers, 2);
    this.turns = Object.fromEntries(
      FILES.map((file, i) => [
        file,
        new Turns(this.cells.subarray(i * TURN_CELLS, (i + 1) * TURN_CELLS), me, () =>
          this.tell({ turn: file }),
        ),
      ]),
    ) as Record<File, Turns>;
  }

  /** True once another thread has the folder open too. */
  get shared(): boolean {
    return this.line !== undefined;
  }

  /** From now on another thread has the folder open too. */
  connect(line: NewsLine): void {
    this.line = line;
  }

  tell(news: EngineNews): void {
    this.line?.send(news);
  }

  /** Something that the other thread has told. */
  heard(news: EngineNews): void {
    if ('turn' in news) return this.turns[news.turn].granted();
    for (const hearer of this.hearers) {
      if ('events' in news) hearer.events?.();
      else if ('announced' in news) hearer.announced?.();
      else hearer.topics?.(news.topics);
    }
  }

  hear(hearer: Hearer): void {
    this.hearers.push(hearer);
  }

  /** Says which of a file's committers writes now. @returns true when it is the one that wrote last, so that it may trust what it remembers */
  writesNow(committer: 'own' | 'thread'): boolean {
    const number = this.me * 2 + (committer === 'own' ? 0 : 1);
    return Atomics.exchange(this.cells, LAST_WRITER, number) === number;
  }

  /** How often a collection was written, by any thread. */
  writes(collection: string): number {
    return Atomics.load(this.cells, counterOf(collection));
  }

  /** A collection was written: after the commit, before anybody is told. */
  wrote(collection: string): void {
    Atomics.add(this.cells, counterOf(collection), 1);
  }
}

const numberAt = (numbers: BigInt64Array, at: number): SharedNumber => ({
  get: () => Number(Atomics.load(numbers, at)),
  set: (value) => void Atomics.store(numbers, at, BigInt(value)),
});

const counters = new Map<string, number>();
function counterOf(collection: string): number {
  let at = counters.get(collection);
  if (at === undefined) {
    let hash = 2166136261;
    for (let i = 0; i < collection.length; i++)
      hash = Math.imul(hash ^ collection.charCodeAt(i), 16777619);
    counters.set(collection, (at = FIRST_COUNTER + ((hash >>> 0) % COUNTERS)));
  }
  return at;
}
