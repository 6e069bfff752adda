import type { DeadLetters } from './dead-letters.js';
import { follow, type Following, type FollowPorts } from './follow.js';
import type { Past } from './ledger.js';
import type { Collection, DocumentStore } from './ports/document-store.js';
import type { Log } from './followers.js';
import {
  fromStream,
  WriteCache,
  project,
  type ConsumedEvent,
  type Poison,
  type Projecting,
} from './project.js';
import { CorruptionError, UnavailableError } from './refusal.js';
import type { View } from './view.js';

export interface ViewPorts extends FollowPorts {
  readonly documents: DocumentStore;
  readonly deadLetters: DeadLetters;
  readonly past: (event: ConsumedEvent) => Past | undefined;
  readonly log: Log;
}

/** Places by partition; `log` for the store's own order. */
export type Places = ReadonlyMap<string, string>;

/** The collection that holds one version of a view. */
export const versionedCollection = (view: View, version: number): Collection => ({
  name: `${view.name}.v${version}`,
  indexes: view.indexes,
  rebuildable: true,
});

/** Messages without an origin (of older releases, of other systems) are told apart by id, as far back as a relay of an older release repeated. */
const MAX_IDS = 20_000;

/** Keeps one version of one view up to date. */
export class ViewRunner {
  readonly collection: Collection;
  readonly name: string;
  handled = 0;
  private following: Following | undefined;
  /** Places that are surely handled; `log` may be past the last event that mattered. */
  private readonly reached = new Map<string, string>();
  /** Places of the last events handled since the start. */
  private readonly last = new Map<string, string>();
  private readonly listeners = new Set<() => void>();
  private readonly steps = new Set<Promise<void>>();
  private readonly lately = new WriteCache();
  /** Ids of the newest messages without an origin, in order. */
  private readonly ids = new Set<string>();
  /** Messages that an older release published again, and that were left out. */
  repeats = 0;
  private gate: { after: Places; opened: Promise<void>; open: () => void } | undefined;

  constructor(
    readonly view: View,
    readonly version: number,
    private readonly ports: ViewPorts,
  ) {
    this.collection = versionedCollection(view, version);
    this.name = `${view.name}.v${version}`;
  }

  async start(): Promise<void> {
    await this.ports.documents.open(this.collection);
    this.ports.deadLetters.consumer(this.name, (event, key) => this.redo(event, key));
    if ('streams' in this.view.source)
      this.reached.set('log', (await this.ports.checkpoints.get(this.name)) ?? '');
    this.following = await follow(
      this.ports,
      this.name,
      this.view.source,
      (batch, position) => this.handle(batch, position),
      { gather: true },
    );
  }

  /** Places of the last events handled since the start, by partition (streams: the one partition `log`). */
  get places(): Places {
    return this.last;
  }

  caughtUp(): Promise<void> {
    return this.following?.caughtUp() ?? Promise.resolve();
  }

  async stop(): Promise<void> {
    this.release();
    await this.following?.close();
    this.following = undefined;
  }

  /** Handles nothing beyond these places until `release`: two versions can so be compared at one point of history. */
  holdAfter(places: Places): void {
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const before = this.gate;
    this.gate = { after: places, opened, open };
    before?.open();
  }

  /** Resolves when the batches that are being handled just now are done. */
  async rested(): Promise<void> {
    await Promise.allSettled([...this.steps]);
  }

  release(): void {
    this.gate?.open();
    this.gate = undefined;
  }

  /** Resolves once the places are handled, or false after the time is over. */
  async reaches(places: Places, timeoutMs: number): Promise<boolean> {
    const there = () =>
      [...places].every(([partition, place]) => (this.reached.get(partition) ?? '') >= place);
    if (there()) return true;
    const seen = () =>
      new Promise<boolean>((resolve) => {
        const done = (answer: boolean) => {
          clearTimeout(timer);
          this.listeners.delete(check);
          resolve(answer);
        };
        const check = () => there() && done(true);
        const timer = setTimeout(() => done(false), timeoutMs);
        this.listeners.add(check);
      });
    return this.following ? this.following.hurried(seen) : seen();
  }

  private async handle(
    batch: readonly ConsumedEvent[],
    position: string | undefined,
  ): Promise<void> {
    let rest = batch;
    while (this.gate) {
      const gate = this.gate;
      const allowed = rest.filter(
        (event) => placeInSource(event) <= (gate.after.get(partitionInSource(event)) ?? ''),
      );
      if (allowed.length === rest.length) break;
      if (allowed.length > 0) await this.step(allowed, undefined);
      rest = rest.slice(allowed.length);
      await gate.opened;
    }
    if (rest.length > 0) await this.step(rest, position);
  }

  private async step(batch: readonly ConsumedEvent[], position: string | undefined): Promise<void> {
    const step = this.fold(batch, position);
    this.steps.add(step);
    try {
      await step;
    } finally {
      this.steps.delete(step);
    }
  }

  private async fold(batch: readonly ConsumedEvent[], position: string | undefined): Promise<void> {
    const poison = await this.project(this.first(batch), {
      parked: (key) => this.ports.deadLetters.holds(this.name, key),
    });
    this.remember(batch);
    for (const one of poison) await this.park(one);
    this.handled += batch.length;
    const last = batch[batch.length - 1]!;
    this.last.set(partitionInSource(last), placeInSource(last));
    this.reached.set(partitionInSource(last), position ?? placeInSource(last));
    for (const listener of this.listeners) listener();
  }

  /** The batch without messages that came before and carry no origin to be told by. */
  private first(batch: readonly ConsumedEvent[]): readonly ConsumedEvent[] {
    const here = new Set<string>();
    return batch.filter((event) => {
      if (!isUnmarked(event)) return true;
      const again = this.ids.has(event.id) || here.has(event.id);
      here.add(event.id);
      if (again) this.repeats++;
      return !again;
    });
  }

  private remember(batch: readonly ConsumedEvent[]): void {
    for (const event of batch) if (isUnmarked(event)) this.ids.add(event.id);
    for (const id of this.ids) {
      if (this.ids.size <= MAX_IDS) break;
      this.ids.delete(id);
    }
  }

  private async park({ event, key, error }: Poison): Promise<void> {
    const { deadLetters, log } = this.ports;
    if (!error && (await deadLetters.behind(this.name, key, event))) return;
    try {
      // What stood before it was handled meanwhile.
      if (error) throw error;
      await this.redo(event, key);
    } catch (failure) {
      if (isTransient(failure)) throw failure;
      log({
        level: 'error',
        message: 'parked',
        consumer: this.name,
        key,
        event: event.id,
        type: event.type,
        error: String(failure),
      });
      await deadLetters.park(this.name, key, event, failure as Error);
    }
  }

  /** Folds a parked event: into the one document that it stopped, or, when its stream waited, late into all that it touches. */
  private async redo(event: ConsumedEvent, key: string): Promise<void> {
    const how =
      key === fromStream(event)
        ? { late: true, parked: (id: string) => this.ports.deadLetters.holds(this.name, id) }
        : { only: key, parked: () => false };
    const [poison] = await this.project([event], how);
    if (poison)
      throw poison.error ?? new Error('a document that it touches waits behind an older one');
  }

  private project(batch: readonly ConsumedEvent[], how: Projecting) {
    const { documents, past, observer } = this.ports;
    const fold = () =>
      project(documents, this.collection, this.view, past, batch, {
        ...how,
        lately: this.lately,
        observer,
      });
    if (!observer?.tracing) return fold();
    return observer.tracing.shared(
      `project ${this.view.name}`,
      batch.filter(({ type }) => this.view.on[type] !== undefined).map(({ meta }) => meta),
      { kind: 'consumer', 'chignon.events': batch.length },
      fold,
    );
  }
}

const isUnmarked = (event: ConsumedEvent): boolean =>
  'partition' in event && event.meta.origin === undefined;
const partitionInSource = (event: ConsumedEvent): string =>
  'partition' in event ? event.partition : 'log';
const placeInSource = (event: ConsumedEvent): string =>
  'partition' in event ? event.offset : event.position;

/** Errors of the engines, which pass by themselves: to be waited out, not parked. */
export const isTransient = (error: unknown): boolean =>
  error instanceof UnavailableError || error instanceof CorruptionError;
