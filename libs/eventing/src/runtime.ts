import { jobCause } from './causes.js';
import { Checkpoints } from './checkpoints.js';
import { Consumer, pastOf } from './consume.js';
import type { Context, Job, Tools } from './context.js';
import { DeadLetters } from './dead-letters.js';
import { Executor } from './execute.js';
import { Followers } from './followers.js';
import { JobRunner } from './jobs.js';
import { Lease } from './lease.js';
import { makeTools } from './make-tools.js';
import { Nightly } from './nightly.js';
import type { Collection } from './ports/document-store.js';
import type { ConsumedEvent } from './project.js';
import { reconcileContext } from './reconcile-context.js';
import type { Reconciled } from './reconcile.js';
import { CorruptionError } from './refusal.js';
import { Relay } from './relay.js';
import { retryPostponed, retryUnknown } from './retry-parked.js';
import type { Ports, RuntimeOptions } from './runtime-options.js';
import { StreamFollowers } from './stream-followers.js';
import { Views } from './views.js';

const LOOK_AT_DEAD_LETTERS_EVERY_MS = 1000;
const LOOK_AT_THE_NIGHT_EVERY_MS = 600_000;
const LOOK_AT_POSTPONED_EVERY_MS = 15_000;

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
  private readonly jobs: JobRunner;
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
    this.tools = makeTools(context.name, {
      ports,
      options,
      executor,
      tails: this.tails,
      views: this.views,
      checkpoints: this.checkpoints,
    });
    this.jobs = new JobRunner(this.tools, log);
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

  private compared(): Promise<Reconciled> {
    return reconcileContext(this.context, this.ports, {
      relay: this.relay,
      views: this.views,
      leading: () => this.leading,
      exclusive: this.options.exclusive,
      settled: () => this.options.settled?.() ?? this.caughtUp(),
    });
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
    this.catchingUp = retryUnknown(this.context.name, this.deadLetters, this.options.log);
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
      this.context.jobs.filter(({ atStart }) => atStart).map((job) => this.jobs.run(job)),
    );
    // The holder of a lease has to go on renewing it.
    if (!this.lease) await first;
    this.jobs.schedule([...this.context.jobs, nightly, postponed]);
  }

  private lost(error: unknown): never {
    if (error instanceof CorruptionError) this.options.onLost?.(error);
    throw error;
  }

  private async follow(): Promise<void> {
    this.leading = false;
    await this.jobs.stop();
    for (const consumer of this.single) await consumer.stop();
    await this.relay.stop();
    await this.views.stop('streams');
  }

  /** Tries again what waits for a service outside and is due. @returns how many were handled */
  retryPostponed(): Promise<number> {
    return retryPostponed(this.deadLetters, this.options.log);
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
}
