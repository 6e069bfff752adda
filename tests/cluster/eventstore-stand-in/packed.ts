import type { LogEvent } from './log.js';

/** A slab takes this many bytes of events, or one event that is larger. */
const SLAB_BYTES = 8 * 1024 * 1024;
/** Before data and metadata: id (16), position (8), time (8), revision, stream, type, content type, lengths of both. */
const HEAD_BYTES = 16 + 8 + 8 + 6 * 4;

/** Events in an order, made of their bytes when they are asked for. */
export interface Events {
  readonly length: number;
  /** Negative: counted from the end. */
  at(index: number): LogEvent | undefined;
}

/** Words by number and back, for what most events have in common. */
class Words {
  private readonly words: string[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(word: string): number {
    const known = this.numbers.get(word);
    if (known !== undefined) return known;
    this.numbers.set(word, this.words.length);
    return this.words.push(word) - 1;
  }

  word(number: number): string {
    return this.words[number]!;
  }
}

/** A growing list of numbers below 2^32, four bytes each. */
class Numbers {
  length = 0;
  private kept = new Uint32Array(1024);

  push(number: number): void {
    if (this.length === this.kept.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.kept);
      this.kept = larger;
    }
    this.kept[this.length++] = number;
  }

  at(index: number): number {
    return this.kept[index]!;
  }
}

/** Millions of events as bytes in a few large pieces: no object is kept for an event, so that neither the heap nor its collection grows with them. */
export class PackedEvents implements Events {
  private readonly slabs: Buffer[] = [];
  private free = 0;
  private readonly slabOf = new Numbers();
  private readonly offsetOf = new Numbers();
  private readonly words = new Words();

  get length(): number {
    return this.slabOf.length;
  }

  push({
    id,
    type,
    contentType,
    data,
    metadata,
    createdMs,
    stream,
    revision,
    position,
  }: LogEvent): void {
    const size = HEAD_BYTES + data.length + metadata.length;
    if (this.slabs.length === 0 || this.free + size > this.slabs.at(-1)!.length) {
      this.slabs.push(Buffer.allocUnsafe(Math.max(SLAB_BYTES, size)));
      this.free = 0;
    }
    const slab = this.slabs.at(-1)!;
    let at = this.free;
    this.slabOf.push(this.slabs.length - 1);
    this.offsetOf.push(at);
    at += slab.write(id.replaceAll('-', ''), at, 'hex');
    at = slab.writeBigUInt64LE(position, at);
    at = slab.writeDoubleLE(createdMs, at);
    for (const number of [
      revision,
      this.words.numberOf(stream),
      this.words.numberOf(type),
      this.words.numberOf(contentType),
      data.length,
      metadata.length,
    ])
      at = slab.writeUInt32LE(number, at);
    at += data.copy(slab, at);
    at += metadata.copy(slab, at);
    this.free = at;
  }

  at(index: number): LogEvent | undefined {
    const i = index < 0 ? this.length + index : index;
    return i >= 0 && i < this.length
      ? new Packed(this.slabs[this.slabOf.at(i)]!, this.offsetOf.at(i), this.words)
      : undefined;
  }
}

class Packed implements LogEvent {
  constructor(
    private readonly slab: Buffer,
    private readonly offset: number,
    private readonly words: Words,
  ) {}

  get id(): string {
    const hex = this.slab.toString('hex', this.offset, this.offset + 16);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-');
  }

  get position(): bigint {
    return this.slab.readBigUInt64LE(this.offset + 16);
  }

  get createdMs(): number {
    return this.slab.readDoubleLE(this.offset + 24);
  }

  get revision(): number {
    return this.number(0);
  }

  get stream(): string {
    return this.words.word(this.number(1));
  }

  get type(): string {
    return this.words.word(this.number(2));
  }

  get contentType(): string {
    return this.words.word(this.number(3));
  }

  get data(): Buffer {
    const begin = this.offset + HEAD_BYTES;
    return this.slab.subarray(begin, begin + this.number(4));
  }

  get metadata(): Buffer {
    const begin = this.offset + HEAD_BYTES + this.number(4);
    return this.slab.subarray(begin, begin + this.number(5));
  }

  private number(n: number): number {
    return this.slab.readUInt32LE(this.offset + 32 + 4 * n);
  }
}

/** Some of the events: a stream, or what an operator left of it. */
export class Part implements Events {
  constructor(
    private readonly all: Events,
    private readonly indexes: readonly number[],
    private readonly from = 0,
  ) {}

  get length(): number {
    return Math.max(this.indexes.length - this.from, 0);
  }

  at(index: number): LogEvent | undefined {
    const i = index < 0 ? this.length + index : index;
    return i >= 0 && i < this.length ? this.all.at(this.indexes[this.from + i]!) : undefined;
  }

  /** Without its first events. */
  after(count: number): Part {
    return new Part(this.all, this.indexes, this.from + count);
  }
}
