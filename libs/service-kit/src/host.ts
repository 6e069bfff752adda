import { allContracts, allTopics, publishedPast, type Contract } from '@chignon/contracts';
import {
  ContextRuntime,
  settle,
  type Context,
  type Observer,
  type RuntimeOptions,
} from '@chignon/eventing';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { leave, type OpenEngines } from './engines.js';
import { contractProblem } from './http/validation.js';
import type { Logger } from './log.js';

/** The contexts of one process, at work on one set of engines. */
export class ContextHost {
  readonly runtimes: ReadonlyMap<string, ContextRuntime>;

  constructor(
    readonly engines: OpenEngines,
    contexts: readonly Context[],
    instance: string,
    log: Logger,
    options: Pick<RuntimeOptions, 'reconcileHour' | 'quiet' | 'patienceMs'> = {},
    observe: (context: string) => Observer | undefined = () => undefined,
  ) {
    const versions = new Map<string, number>();
    const contracts = new Map<string, Contract>();
    for (const contract of allContracts()) {
      const { topic, type, version } = contract;
      versions.set(`${topic}|${type}`, Math.max(version, versions.get(`${topic}|${type}`) ?? 0));
      contracts.set(`${topic}|${type}|${version}`, contract);
    }
    this.runtimes = new Map(
      contexts.map((context) => [
        context.name,
        new ContextRuntime(context, engines, {
          instance,
          exclusive: engines.exclusive,
          contractVersion: (topic, type) => versions.get(`${topic}|${type}`),
          contractPast: publishedPast,
          unfit: ({ topic, type, version, data }) => {
            const contract = contracts.get(`${topic}|${type}|${version}`);
            return contract ? contractProblem(contract, data) : 'there is no such contract';
          },
          log: ({ level, message, ...facts }) => log[level](facts, message),
          settled: () => this.settle(),
          onLost: leave(log),
          observer: observe(context.name),
          ...options,
        }),
      ]),
    );
  }

  /** Creates the topics that are missing, then starts every context. */
  async start(): Promise<void> {
    await this.engines.bus.createTopics(allTopics().map((topic) => ({ name: topic })));
    for (const runtime of this.runtimes.values()) await runtime.start();
  }

  async stop(): Promise<void> {
    for (const runtime of this.runtimes.values()) await runtime.stop();
  }

  /** Waits until everything that follows from what was done so far has been done. */
  settle(): Promise<void> {
    return settle([...this.runtimes.values()]);
  }
}

/**
 * Nest's own life cycle for what listens to streams and topics: a transport over the `MessageBus` port instead of Nest's
 * Kafka server, which takes one message at a time and lets one poison message stop a consumer for ever.
 */
export class MessageBusStrategy extends Server implements CustomTransportStrategy {
  constructor(private readonly host: ContextHost) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    this.host.start().then(() => callback(), callback);
  }

  close(): Promise<void> {
    return this.host.stop();
  }

  on(): void {
    throw new Error('the bus has no status events: ask /health/ready');
  }

  unwrap<T>(): T {
    return this.host.engines.bus as T;
  }
}
