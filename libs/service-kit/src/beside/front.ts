import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { UnavailableError, type Beside, type ContextRuntime } from '@chignon/eventing';
import type { OpenEngines } from '../engines.js';
import type { Logger } from '../log.js';
import { Line } from './line.js';

/** How operators see one context. */
export type ContextStatus = ReturnType<ContextRuntime['status']>;

/** A request that is answered by the other thread, as it came. */
export interface HandedOver {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: Uint8Array | undefined;
  /** The address that it came from. */
  readonly from: string;
}

/** … and its answer. */
export interface HandedBack {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | string[] | number | undefined };
  readonly body: Uint8Array;
}

/** The numbers of one thread, as `prom-client` exports them. */
export type ThreadMetrics = readonly { readonly name: string }[];

/** Starts what follows, at the other end of a line. @returns how to end it, once it has closed everything */
export type Launch = (port: MessagePort, gone: (error: Error) => void) => () => Promise<void>;

/**
 * Starts what follows in a thread: the same program once more, which sees that it is not the first.
 * @param entry the module of the process, by its URL
 */
export const inThread =
  (entry: string): Launch =>
  (port, gone) => {
    const worker = new Worker(new URL(entry), {
      argv: process.argv.slice(2),
      workerData: { port },
      transferList: [port],
    });
    let ending = false;
    const left = (error: unknown) => {
      if (!ending) gone(error instanceof Error ? error : new Error(`it ended with code ${error}`));
    };
    worker.on('error', left);
    worker.on('exit', left);
    return async () => {
      ending = true;
      await worker.terminate();
    };
  };

/** The thread beside this one, in which everything follows; this end of the line to it. */
export class BesideThread implements Beside {
  private readonly line: Line;
  private readonly end: () => Promise<void>;
  private started = false;
  private stopping: Promise<void> | undefined;

  /** @param switched reads anew which versions of a context's views are live */
  constructor(
    launch: Launch,
    log: Logger,
    private readonly engines: Pick<OpenEngines, 'share' | 'heard'>,
    switched: (context: string) => Promise<void>,
  ) {
    const { port1, port2 } = new MessageChannel();
    this.line = new Line(port1, { switched });
    this.end = launch(port2, (error) => {
      this.line.close(error);
      // At the start, whoever started it is told.
      if (!this.started) return;
      log.fatal({ error: error.stack }, 'the thread of what follows has ended; the process ends');
      process.exit(1);
    });
  }

  /** Opens the folder there and starts all that follows. @throws what stopped it */
  async start(): Promise<void> {
    const { share, heard } = this.engines;
    this.line.news = heard!;
    const memory = share!(this.line);
    await this.line.ask('start', memory);
    this.started = true;
  }

  /** Stops what follows, and lets go of the folder there. */
  stop(): Promise<void> {
    return (this.stopping ??= (async () => {
      if (this.started) await this.line.ask('stop');
      await this.end();
      this.line.close(new UnavailableError('stopping', 'The process stops.'));
    })());
  }

  settle(): Promise<void> {
    return this.line.ask('settle');
  }

  caughtUp(context: string): Promise<void> {
    return this.line.ask('caughtUp', context);
  }

  published(context: string): Promise<void> {
    return this.line.ask('published', context);
  }

  reaches(context: string, view: string, position: string, timeoutMs: number): Promise<boolean> {
    return this.line.ask('reaches', context, view, position, timeoutMs);
  }

  runJob(context: string, job: string): Promise<void> {
    return this.line.ask('runJob', context, job);
  }

  /** What runs there and what waits, by context. */
  statuses(): Promise<readonly ContextStatus[]> {
    return this.line.ask('statuses');
  }

  metrics(): Promise<ThreadMetrics> {
    return this.line.ask('metrics');
  }

  request(request: HandedOver): Promise<HandedBack> {
    return this.line.ask('request', request);
  }
}
