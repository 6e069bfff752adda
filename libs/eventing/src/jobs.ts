import { setTimeout as pause } from 'node:timers/promises';
import { jobCause } from './causes.js';
import type { Job, Tools } from './context.js';
import type { Log } from './followers.js';
import { isTransient } from './view-runner.js';

/** A job that takes longer than this at the stop is left alone: it is safe to repeat. */
const MAX_JOB_WAIT_MS = 10_000;

/** Runs the jobs of one context, by the clock or when asked; a job that is still running is not started again. */
export class JobRunner {
  private readonly timers = new Set<NodeJS.Timeout>();
  /** Jobs that are running, by name. */
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly tools: Tools,
    private readonly log: Log,
  ) {}

  /** Runs each of these every `everyMs` from now on, until `stop`. */
  schedule(jobs: readonly Job[]): void {
    for (const job of jobs)
      this.timers.add(setInterval(() => void this.run(job), job.everyMs).unref());
  }

  /** Runs a job now, or waits for the run that is under way. A failure is logged, not thrown. */
  run(job: Job): Promise<void> {
    const running = this.running.get(job.name);
    if (running) return running;
    const run = job
      .run(this.tools, jobCause(job.name))
      .catch((error: unknown) => {
        const level = isTransient(error) ? 'warn' : 'error';
        this.log({ level, message: 'job failed', job: job.name, error: String(error) });
      })
      .finally(() => this.running.delete(job.name));
    this.running.set(job.name, run);
    return run;
  }

  /** Starts no more runs, and waits a bounded time for those under way: they end before what they use is closed. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.timers.clear();
    const patience = new AbortController();
    await Promise.race([
      Promise.all(this.running.values()),
      pause(MAX_JOB_WAIT_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }
}
