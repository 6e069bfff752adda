import { setTimeout as pause } from 'node:timers/promises';
import { compareVersions } from './compare-versions.js';
import type { DeadLetters } from './dead-letters.js';
import { StandingError } from './followers.js';
import type { Collection } from './ports/document-store.js';
import type { RebuildProgress } from './rebuild-progress.js';
import { conflict, notFound, refused } from './refusal.js';
import { requireWholeHistory } from './whole-history.js';
import { versionedCollection, ViewRunner, type ViewPorts } from './view-runner.js';
import type { View } from './view.js';
import { optional } from './optional.js';

/** Which version of a view answers queries. */
interface Pointer {
  readonly id: string;
  readonly live: number;
  readonly previous?: number;
  /** Highest version number ever used. */
  readonly newest: number;
  /** Edition of the fold that made the live version; left out: 1. */
  readonly edition?: number;
}

/** Delay before waiting again for a version whose follower has stopped. */
const STANDING_PAUSE_MS = 5000;
/** Other replicas learn of a switch within this time. */
const LOOK_AT_POINTERS_EVERY_MS = 1000;

/** The views of one context: their live versions, rebuilds beside them, switch and rollback. */
export class Views {
  readonly pointers: Collection<Pointer>;
  private readonly live = new Map<
    string,
    { view: View; pointer: Pointer; collection: Collection }
  >();
  private readonly runners = new Map<string, ViewRunner>();
  private readonly rebuilds = new Map<string, RebuildProgress>();
  /** Views that are being rebuilt because their fold has changed, by name. */
  private readonly renewals = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    context: string,
    private readonly views: readonly View[],
    private readonly ports: ViewPorts & { deadLetters: DeadLetters },
  ) {
    this.pointers = { name: `${context}.view-versions`, indexes: {} };
  }

  /** Reads which versions are live, and creates the first ones. */
  async open(): Promise<void> {
    await this.ports.documents.open(this.pointers);
    for (const view of this.views) {
      const pointer = (await this.ports.documents.get(this.pointers, view.name)) ?? {
        id: view.name,
        live: 1,
        newest: 1,
        ...optional({ edition: view.edition }),
      };
      await this.point(view, pointer);
    }
    this.timer = setInterval(
      () => void this.look().catch(() => undefined),
      LOOK_AT_POINTERS_EVERY_MS,
    ).unref();
  }

  /** The collection that answers queries now. */
  collection(view: View): Collection {
    const live = this.live.get(view.name);
    if (!live) throw new Error(`view ${view.name} belongs to another context`);
    return live.collection;
  }

  /** Runs the live versions; `which` tells those fed by own streams (one instance) from those fed by topics (shared). */
  async start(which: 'streams' | 'topics'): Promise<void> {
    for (const { view, pointer } of [...this.live.values()]) {
      if (!(which in view.source)) continue;
      if ((pointer.edition ?? 1) === (view.edition ?? 1)) await this.run(view, pointer.live);
      else this.renewals.set(view.name, this.renew(view, pointer));
    }
  }

  /** Resolves when no view waits to be folded anew; true when one did. */
  async renewed(): Promise<boolean> {
    const waiting = [...this.renewals.values()];
    await Promise.all(waiting);
    return waiting.length > 0;
  }

  /** Rebuilds a view from history. Until it has caught up, the documents of the edition before stay unchanged and answer queries. */
  private async renew(view: View, pointer: Pointer): Promise<void> {
    const version = pointer.newest + 1;
    const update = (change: Partial<RebuildProgress>) =>
      void this.rebuilds.set(view.name, {
        view: view.name,
        version,
        handled: 0,
        ...this.rebuilds.get(view.name),
        state: 'replaying',
        ...change,
      });
    update({});
    try {
      await requireWholeHistory(view, this.ports);
      await this.point(view, { ...pointer, newest: version });
      const fresh = await this.run(view, version);
      await whenever(fresh);
      await this.point(view, {
        id: view.name,
        live: version,
        newest: version,
        edition: view.edition ?? 1,
      });
      // The edition before is not kept, so its dead letters are given up.
      await this.ports.deadLetters.forget(`${view.name}.v${pointer.live}`);
      update({ state: 'switched', handled: fresh.handled });
    } catch (error) {
      update({ state: 'failed', error: String(error) });
    } finally {
      this.renewals.delete(view.name);
    }
  }

  async stop(which?: 'streams' | 'topics'): Promise<void> {
    if (!which) clearInterval(this.timer);
    for (const [name, runner] of this.runners) {
      if (which && !(which in runner.view.source)) continue;
      this.runners.delete(name);
      await runner.stop();
    }
  }

  running(): readonly ViewRunner[] {
    return [...this.runners.values()];
  }

  /** The runner of the live version in this process, if it runs here. */
  liveRunner(view: View): ViewRunner | undefined {
    return this.runners.get(`${view.name}.v${this.live.get(view.name)?.pointer.live}`);
  }

  names(): readonly string[] {
    return this.views.map(({ name }) => name);
  }

  progress(): readonly RebuildProgress[] {
    return [...this.rebuilds.values()];
  }

  /**
   * Builds a new version aside while the live one serves, compares both at one point of history, and switches when they
   * are equal, or when `acceptDifferences` says that the fold was changed on purpose. The old version stays for `rollback`.
   * @returns the outcome, also of a failure
   * @throws Refusal at once when the view is unknown (`view-not-found`), kept by another instance (`view-runs-elsewhere`)
   *   or being rebuilt already (`rebuild-running`)
   */
  rebuild(name: string, options: { acceptDifferences?: boolean } = {}): Promise<RebuildProgress> {
    const { view, pointer } = this.named(name);
    const state = this.rebuilds.get(name)?.state;
    if (state === 'replaying' || state === 'comparing')
      throw conflict('rebuild-running', `View \`${name}\` is already being rebuilt.`);
    const live = this.liveRunner(view);
    if (!live)
      throw refused(
        'view-runs-elsewhere',
        `View \`${name}\` is kept by another instance of this service.`,
      );
    const version = pointer.newest + 1;
    const started: RebuildProgress = { view: name, version, state: 'replaying', handled: 0 };
    this.rebuilds.set(name, started);
    return this.replay(view, pointer, live, options);
  }

  private async replay(
    view: View,
    pointer: Pointer,
    live: ViewRunner,
    options: { acceptDifferences?: boolean },
  ): Promise<RebuildProgress> {
    const { name } = view;
    const version = pointer.newest + 1;
    const update = (change: Partial<RebuildProgress>): RebuildProgress => {
      const next = { ...this.rebuilds.get(name)!, ...change };
      this.rebuilds.set(name, next);
      return next;
    };
    try {
      await requireWholeHistory(view, this.ports);
      await this.point(view, { ...pointer, newest: version });
      const fresh = await this.run(view, version);
      const ticking = setInterval(() => update({ handled: fresh.handled }), 100);
      try {
        await fresh.caughtUp();
        await live.caughtUp();
        update({ state: 'comparing', handled: fresh.handled });
        const compared = await compareVersions(this.ports.documents, live, fresh);
        // The difference is explained by duplicates that an older release counted twice: the rebuilt version is correct.
        if (!compared.equal && !options.acceptDifferences && fresh.repeats === 0) {
          await this.discard(fresh);
          return update({ ...compared.facts, state: 'differs' });
        }
        await this.switchTo(view, version);
        return update({
          ...compared.facts,
          state: 'switched',
          handled: fresh.handled,
          ...(fresh.repeats > 0 ? { repeats: fresh.repeats } : {}),
        });
      } finally {
        clearInterval(ticking);
        live.release();
        fresh.release();
      }
    } catch (error) {
      return update({ state: 'failed', error: String(error) });
    }
  }

  /** Goes back to the version before; it catches up with what it missed. */
  async rollback(name: string): Promise<{ live: number }> {
    const { view, pointer } = this.named(name);
    if (pointer.previous === undefined)
      throw refused('nothing-to-roll-back', `View \`${name}\` has no earlier version.`);
    const before = await this.run(view, pointer.previous);
    await before.caughtUp();
    await this.switchTo(view, pointer.previous);
    return { live: pointer.previous };
  }

  private named(name: string): { view: View; pointer: Pointer } {
    const found = this.live.get(name);
    if (!found)
      throw notFound('view-not-found', `There is no view \`${name}\` here.`, {
        field: 'view',
        expected: [...this.live.keys()].join(', '),
      });
    return found;
  }

  private async run(view: View, version: number): Promise<ViewRunner> {
    const name = `${view.name}.v${version}`;
    const running = this.runners.get(name);
    if (running) return running;
    const runner = new ViewRunner(view, version, this.ports);
    this.runners.set(name, runner);
    await runner.start();
    return runner;
  }

  private async point(view: View, pointer: Pointer): Promise<void> {
    const { id, live, previous, newest, edition } = pointer;
    const plain: Pointer = {
      id,
      live,
      newest,
      ...optional({ previous, edition }),
    };
    const stored = await this.ports.documents.get(this.pointers, view.name);
    if (
      !stored ||
      stored.live !== live ||
      stored.newest !== newest ||
      stored.previous !== previous ||
      stored.edition !== edition
    )
      await this.ports.documents.put(this.pointers, plain);
    const collection = versionedCollection(view, live);
    await this.ports.documents.open(collection);
    this.live.set(view.name, { view, pointer: plain, collection });
  }

  private async switchTo(view: View, version: number): Promise<void> {
    const { pointer } = this.named(view.name);
    const old = this.runners.get(`${view.name}.v${pointer.live}`);
    await this.point(view, { ...pointer, live: version, previous: pointer.live });
    if (old) {
      this.runners.delete(old.name);
      await old.stop();
    }
  }

  private async discard(runner: ViewRunner): Promise<void> {
    this.runners.delete(runner.name);
    await runner.stop();
    await this.ports.documents.drop(runner.collection);
    await this.ports.deadLetters.forget(runner.name);
    if ('topics' in runner.view.source) {
      await this.ports.bus.forget(runner.name);
      await this.ports.checkpoints.topics.forget(runner.name);
    } else await this.ports.checkpoints.forget(runner.name);
  }

  private async look(): Promise<void> {
    // One query for all views, since each replica asks every second.
    const pointers = new Map(
      (await this.ports.documents.getMany(this.pointers, [...this.live.keys()])).map((stored) => [
        stored.id,
        stored,
      ]),
    );
    for (const { view, pointer } of [...this.live.values()]) {
      const stored = pointers.get(view.name);
      if (
        stored &&
        stored.live !== pointer.live &&
        ![...this.rebuilds.values()].some(
          (r) => r.view === view.name && (r.state === 'replaying' || r.state === 'comparing'),
        )
      ) {
        const ran = this.liveRunner(view) !== undefined;
        if (ran) await this.run(view, stored.live);
        await this.point(view, stored);
        const old = this.runners.get(`${view.name}.v${pointer.live}`);
        if (ran && old) {
          this.runners.delete(old.name);
          await old.stop();
        }
      }
    }
  }
}

/** Waits for a version as long as it takes: no request waits for this, and the present version answers meanwhile. */
async function whenever(runner: ViewRunner): Promise<void> {
  for (;;) {
    try {
      return await runner.caughtUp();
    } catch (error) {
      if (!(error instanceof StandingError)) throw error;
      await pause(STANDING_PAUSE_MS);
    }
  }
}
