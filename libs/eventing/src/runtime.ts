import { setTimeout as pause } from 'node:timers/promises';
import { jobCause } from './causes.js';
import { withMemory } from './memory.js';
import { Checkpoints } from './checkpoints.js';
import { Consumer, pastOf } from './consume.js';
import type { CommandMetadata, Context, Job, Tools } from './context.js';
import { DeadLetters } from './dead-letters.js';
import { Executor } from './execute.js';
import { streamName, type RecordedEvent } from './event.js';
import { Followers } from './followers.js';
import { Lease } from './lease.js';
import { Nightly } from './nightly.js';
import { toCurrentVersion, versionOf, type AnyLedger } from './ledger.js';
import type { Collection } from './ports/document-store.js';
import { reconcileMessages } from './reconcile-messages.js';
import { Differences, reconcileViews, type Reconciled } from './reconcile.js';
import { announcement } from './announcement.js';
import { Relay } from './relay.js';
import type { Ports, RuntimeOptions } from './runtime-options.js';
import { StreamFollowers } from './stream-followers.js';
import { CorruptionError, invalid, Refusal } from './refusal.js';
import type { ConsumedEvent } from './project.js';
import type { View } from './view.js';
import { isTransient } from './view-runner.js';
import { Views } from './views.js';

/** Between two looks at what another process has to do first. */
const OTHERS_PAUSE_MS = 500;
/** How long a read waits for its own write to become visible. */
const AT_LEAST_TIMEOUT_MS = 2000;
const AT_LEAST_LOOK_EVERY_MS = 50;
const LOOK_AT_DEAD_LETTERS_EVERY_MS = 1000;
const LOOK_AT_THE_NIGHT_EVERY_MS = 600_000;
const LOOK_AT_POSTPONED_EVERY_MS = 15_000;
/** A job that takes longer than this at the stop is left alone: it is safe to repeat. */
const MAX_JOB_WAIT_MS = 10_000;
/** A platform that is not quiet after so many rounds feeds itself. */
const MAX_SETTLE_ROUNDS = 1000;

/** One context at work: its executor, relay, views, reactions, effects and jobs on the ports it was given. */
export class ContextRuntime {
  readonly tools: Tools;
  readonly views: Views;
  readonly deadLetters: DeadLetters;
  private readonly checkpoints: Checkpoints;
  private readonly lanes: Checkpoints;
  private readonly relay: Relay;
  readonly nightly: Nightly;
  private readonly followers: Followers;
  private readonly tails: StreamFollowers;
  private readonly shared: Consumer[];
  private readonly single: Consumer[];
  private readonly lease: Lease | undefined;
  private readonly leases: Collection<any>;
  private readonly jobTimers = new Set<NodeJS.Timeout>();
  /** Jobs that are running, by name. */
  private readonly jobs = new Map<string, Promise<void>>();
  private lettersTimer: NodeJS.Timeout | undefined;
  private nightlyTimer: NodeJS.Timeout | undefined;
  private leading = false;
  /** What a release before this one did not know, being tried again. */
  private catchingUp: Promise<unknown> = Promise.resolve();

  constructor(
    readonly context: Context,
    private readonly ports: Ports,
    private readonly options: RuntimeOptions,
  ) {
    const { streams, documents, bus, facts } = ports;
    const { log, observer } = options;
    const executor = new Executor(streams, facts, observer);
    const past = pastOf(context.ledgers, (event) =>
      'topic' in event ? options.contractPast(event.topic) : undefined,
    );
    const known = (event: ConsumedEvent) =>
      'topic' in event ? options.contractVersion(event.topic, event.type) : 1;
    this.checkpoints = new Checkpoints(context.name, documents);
    this.lanes = new Checkpoints(context.name, documents, 'lanes');
    this.deadLetters = new DeadLetters(
      context.name,
      documents,
      facts,
      (consumer) => !this.leading && this.isSingle(consumer),
      observer,
    );
    this.followers = new Followers(
      facts,
      (line) => log({ context: context.name, ...line }),
      options.patienceMs,
      observer,
    );
    const viewPorts = {
      streams,
      documents,
      bus,
      checkpoints: this.checkpoints,
      deadLetters: this.deadLetters,
      followers: this.followers,
      past,
      log,
      observer,
    };
    this.tails = new StreamFollowers(streams);
    this.views = new Views(context.name, context.views, viewPorts);
    this.tools = this.makeTools(executor);
    const consumePorts = {
      ...viewPorts,
      lanes: this.lanes,
      tools: this.tools,
      known,
      effectTimeoutMs: options.effectTimeoutMs,
    };
    const effects = options.quiet ? [] : context.effects;
    const consumers = [
      ...context.reactions.map((reaction) => new Consumer(reaction, 'reaction', consumePorts)),
      ...effects.map((effect) => new Consumer(effect, 'effect', consumePorts)),
    ];
    const own = new Set(
      [...context.reactions, ...context.effects]
        .filter(({ source }) => 'streams' in source)
        .map(({ name }) => name),
    );
    this.single = consumers.filter(({ name }) => own.has(name));
    this.shared = consumers.filter(({ name }) => !own.has(name));
    this.relay = new Relay(
      `${context.name}.relay`,
      context.ledgers,
      context.announcements,
      context.collections.map(({ name }) => name),
      context.topics,
      {
        ...viewPorts,
        unfit: options.unfit,
        silentBefore: context.publishedBefore?.silent ?? [],
      },
    );
    this.nightly = new Nightly(context.name, documents, facts, options.reconcileHour, () =>
      this.compared(),
    );
    this.leases = { name: `${context.name}.leases`, indexes: {} };
    if (!options.exclusive) {
      this.lease = new Lease(this.leases, 'leader', options.instance, documents, facts, {
        gained: () => this.lead().catch((error: unknown) => this.lost(error)),
        lost: () => this.follow(),
      });
    }
  }

  /** Opens collections, then starts what every instance runs and, as the holder of the lease, what one instance runs. */
  async start(): Promise<void> {
    const { documents, streams } = this.ports;
    await documents.open(this.checkpoints.collection);
    await documents.open(this.lanes.collection);
    await this.checkpoints.mustStandOn(streams);
    await this.lanes.mustLieWithin(streams);
    if (this.ports.bus.apart) await this.checkpoints.topics.open();
    for (const collection of this.context.collections) await documents.open(collection);
    if (this.lease) await documents.open(this.leases);
    await this.deadLetters.open();
    await this.nightly.open();
    // Another replica may have parked a key before its partition came here.
    if (this.lease)
      this.lettersTimer = setInterval(
        () => void this.deadLetters.refresh().catch(() => undefined),
        LOOK_AT_DEAD_LETTERS_EVERY_MS,
      ).unref();
    if (this.lease)
      this.nightlyTimer = setInterval(
        () => void this.nightly.refresh().catch(() => undefined),
        LOOK_AT_THE_NIGHT_EVERY_MS,
      ).unref();
    this.followers.start();
    await this.views.open();
    await this.views.start('topics');
    for (const consumer of this.shared) await consumer.start();
    if (this.lease) await this.lease.start();
    else await this.lead();
  }

  async stop(): Promise<void> {
    clearInterval(this.lettersTimer);
    clearInterval(this.nightlyTimer);
    this.followers.stop();
    await this.tails.close();
    if (this.lease) await this.lease.stop();
    else await this.follow();
    for (const consumer of this.shared) await consumer.stop();
    await this.views.stop();
    for (const places of [this.checkpoints, this.lanes])
      await places.flush().catch(() => undefined);
  }

  /** One pass: everything that was there when called has been handled. @throws StandingError naming a follower that does not get on */
  async caughtUp(): Promise<void> {
    await this.catchingUp;
    if (this.leading) await this.relay.caughtUp();
    const followed = () =>
      Promise.all(
        [...this.views.running(), ...this.shared, ...(this.leading ? this.single : [])].map(
          (runner) => runner.caughtUp(),
        ),
      );
    await followed();
    if (await this.views.renewed()) await followed();
  }

  /** What was announced up to now has been published, as far as it is this instance that publishes. @throws StandingError */
  async published(): Promise<void> {
    if (this.leading) await this.relay.caughtUp();
  }

  /** Counts everything handled; two equal counts around a pass mean quiet. */
  get activity(): number {
    return (
      this.relay.published +
      this.views.running().reduce((sum, { handled }) => sum + handled, 0) +
      [...this.shared, ...this.single].reduce((sum, { handled }) => sum + handled, 0)
    );
  }

  /** Facts for operators: what runs here and what waits. */
  status() {
    return {
      context: this.context.name,
      leading: this.leading,
      published: this.relay.published,
      deadLetters: this.deadLetters.size,
      postponed: this.deadLetters.postponed,
      ...(this.nightly.last ? { reconciled: this.nightly.last } : {}),
      followers: this.followers.statuses,
    };
  }

  /**
   * Compares what was published with the ledgers, and the read models with a reckoning from the ledgers (BY-11). It reads
   * the log several times and waits for its own followers; what changes meanwhile is looked at again.
   */
  reconcile(): Promise<Reconciled> {
    return this.nightly.run();
  }

  private async compared(): Promise<Reconciled> {
    const { streams, documents, bus, facts } = this.ports;
    const { ledgers, topics, reckonings = [], views } = this.context;
    const differences = new Differences();
    const group = `${this.context.name}.reconciliation-${facts.newId()}`;
    const messages = await reconcileMessages(
      {
        streams,
        bus,
        ledgers,
        topics,
        renamed: this.context.publishedBefore?.renamed ?? {},
        messagesOf: (event) => this.relay.messages(event),
        announced: (event) => this.relay.announced(event),
        waiting: await this.relay.waiting(),
        relayed: () => (this.leading ? this.relay.caughtUp() : pause(OTHERS_PAUSE_MS)),
      },
      group,
      differences,
    );
    const compared = await reconcileViews(
      reckonings,
      {
        streams,
        documents,
        now: facts.now(),
        followed: async () => {
          await (this.options.settled?.() ?? this.caughtUp());
          if (!this.options.exclusive) await pause(OTHERS_PAUSE_MS);
        },
        collectionOf: (name) => this.views.collection(views.find((view) => view.name === name)!),
      },
      differences,
    );
    return {
      messages,
      repeats: differences.repeats,
      documents: compared,
      count: differences.count,
      differences: differences.named,
    };
  }

  /** Runs a job now, on any instance. */
  async runJob(name: string): Promise<void> {
    await this.context.jobs.find((job) => job.name === name)?.run(this.tools, jobCause(name));
  }

  private async lead(): Promise<void> {
    this.leading = true;
    await this.views.start('streams');
    await this.relay.start();
    for (const consumer of this.single) await consumer.start();
    this.catchingUp = this.retryUnknown();
    if (this.options.quiet) return;
    const nightly: Job = {
      name: `${this.context.name}.reconcile`,
      everyMs: LOOK_AT_THE_NIGHT_EVERY_MS,
      run: () => this.nightly.look(),
    };
    const postponed: Job = {
      name: `${this.context.name}.postponed`,
      everyMs: LOOK_AT_POSTPONED_EVERY_MS,
      run: async () => void (await this.retryPostponed()),
    };
    const first = Promise.all(
      this.context.jobs.filter(({ atStart }) => atStart).map((job) => this.runSafely(job)),
    );
    // The holder of a lease has to go on renewing it.
    if (!this.lease) await first;
    for (const job of [...this.context.jobs, nightly, postponed])
      this.jobTimers.add(setInterval(() => void this.runSafely(job), job.everyMs).unref());
  }

  private lost(error: unknown): never {
    if (error instanceof CorruptionError) this.options.onLost?.(error);
    throw error;
  }

  /** Jobs that run end before anything that they use is closed. */
  private async follow(): Promise<void> {
    this.leading = false;
    for (const timer of this.jobTimers) clearInterval(timer);
    this.jobTimers.clear();
    const patience = new AbortController();
    await Promise.race([
      Promise.all(this.jobs.values()),
      pause(MAX_JOB_WAIT_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    for (const consumer of this.single) await consumer.stop();
    await this.relay.stop();
    await this.views.stop('streams');
  }

  /** Tries again what waits for a service outside and is due. */
  async retryPostponed(): Promise<number> {
    const { done, gaveUp } = await this.deadLetters.retryDue();
    for (const { consumer, key, event, error } of gaveUp)
      this.options.log({
        level: 'error',
        message: 'parked',
        consumer,
        key,
        event: event.id,
        type: event.type,
        error,
      });
    return done;
  }

  private async retryUnknown(): Promise<void> {
    try {
      const done = await this.deadLetters.retryUnknown();
      if (done > 0)
        this.options.log({
          level: 'info',
          message: 'handled what an older release did not know',
          context: this.context.name,
          events: done,
        });
    } catch (error) {
      this.options.log({
        level: 'warn',
        message: 'dead letters of an older release',
        context: this.context.name,
        error: String(error),
      });
    }
  }

  /** True for what only the holder of the lease runs. */
  private isSingle(consumer: string): boolean {
    const { name, views } = this.context;
    return (
      consumer === `${name}.relay` ||
      this.single.some((one) => one.name === consumer) ||
      views.some((view) => 'streams' in view.source && consumer.startsWith(`${view.name}.v`))
    );
  }

  /** A job that is still running is not begun again. */
  private runSafely(job: Job): Promise<void> {
    const running = this.jobs.get(job.name);
    if (running) return running;
    const run = job
      .run(this.tools, jobCause(job.name))
      .catch((error: unknown) => {
        const level = isTransient(error) ? 'warn' : 'error';
        this.options.log({ level, message: 'job failed', job: job.name, error: String(error) });
      })
      .finally(() => this.jobs.delete(job.name));
    this.jobs.set(job.name, run);
    return run;
  }

  private makeTools(executor: Executor): Tools {
    const { streams, documents, facts } = this.ports;
    const { tails } = this;
    // `any`: what was read of its stream are the ledger's own events, in today's shapes.
    const today = (ledger: AnyLedger, event: RecordedEvent): any =>
      toCurrentVersion(event, ledger.past, versionOf(ledger, event.type));
    return withMemory({
      documents,
      facts,
      singleWriter: this.options.exclusive,
      log: (level, message, more) =>
        this.options.log({ ...more, level, message, context: this.context.name }),
      execute: (ledger, key, command, cause) => executor.execute(ledger, key, command, cause),
      load: (ledger, key) => executor.load(ledger, key),
      unchanged: async (ledger, key, revision) =>
        (await streams.read(streamName(ledger.category, key), revision + 1, 1)).length === 0,
      history: async (ledger: AnyLedger, key) =>
        (await streams.read(streamName(ledger.category, key))).map((event) => today(ledger, event)),
      follow: async function* (ledger: AnyLedger, key, after, options) {
        for await (const events of tails.follow(streamName(ledger.category, key), after, options))
          yield events.map((event) => today(ledger, event));
      },
      collection: (view) => this.views.collection(view) as Collection<any>,
      atLeast: (view, _id, stream, revision) => this.atLeast(view, stream, revision),
      message: (publication, cause: CommandMetadata) => announcement(publication, cause, facts),
    });
  }

  private async atLeast(view: View, stream: string, revision: number): Promise<void> {
    if (revision <= 0) return;
    const [event] = await this.ports.streams.read(stream, revision);
    if (!event)
      throw invalid('revision-unknown', 'There is no such revision yet.', {
        field: 'atLeast',
        expected: 'a revision that a write returned',
      });
    const runner = this.views.liveRunner(view);
    if (runner) {
      if (await runner.reaches(new Map([['log', event.position]]), AT_LEAST_TIMEOUT_MS)) return;
    } else {
      const id = `${this.views.collection(view).name}`;
      for (let waited = 0; waited < AT_LEAST_TIMEOUT_MS; waited += AT_LEAST_LOOK_EVERY_MS) {
        if (
          ((await this.ports.documents.get(this.checkpoints.collection, id))?.position ?? '') >=
          event.position
        )
          return;
        await new Promise((resolve) => setTimeout(resolve, AT_LEAST_LOOK_EVERY_MS));
      }
    }
    throw new Refusal(
      'unavailable',
      'not-yet-visible',
      'The read model has not seen this revision yet. Try again.',
      { field: 'atLeast' },
    );
  }
}

/** Waits until every relay, reaction, effect and view of these contexts has seen everything, and what followed from it. */
export async function settle(runtimes: readonly ContextRuntime[]): Promise<void> {
  const total = () => runtimes.reduce((sum, { activity }) => sum + activity, 0);
  for (let round = 0; round < MAX_SETTLE_ROUNDS; round++) {
    const before = total();
    // Side by side: what one makes of another's events in this round is met in the next.
    await Promise.all(runtimes.map((runtime) => runtime.caughtUp()));
    if (total() === before) return;
  }
  throw new Error('the platform does not come to rest');
}
