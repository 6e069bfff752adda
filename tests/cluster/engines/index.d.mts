/** Whether an engine can run here, and what is missing when not. */
export interface Availability {
  readonly available: boolean;
  readonly why: string;
}

/** A running engine. */
export interface Engine {
  readonly pid: number;
  /** Path of its log. */
  readonly log: string;
  kill9(): Promise<void>;
  /** Stops it when it runs, and starts it again on the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** Left out: a free one. */
  readonly port?: number;
  /** Data, settings, log and pid file. */
  readonly dir: string;
}

export function availableEngines(): Promise<{
  kafka: Availability;
  mongo: Availability;
  stripe: Availability;
  prometheus: Availability;
}>;
export function startKafka(
  options: EngineOptions,
): Promise<Engine & { readonly brokers: string[] }>;
export function startMongo(options: EngineOptions): Promise<Engine & { readonly url: string }>;

/** Stripe's own stand-in: checks every request against the description of its interface, and keeps nothing. */
export function startStripe(options: EngineOptions): Promise<Engine & { readonly url: string }>;

/** What was served at `/metrics`, as samples of an instant (seconds) with the labels that Prometheus adds to those of a target. */
export function samplesAt(
  served: string,
  at: number,
  labels: { readonly [label: string]: string },
): string;
/** A Prometheus over given samples, with rules (a file) that it evaluates for itself. It reads no target. */
export function startPrometheus(
  options: EngineOptions & { readonly samples: string; readonly rules: string },
): Promise<Engine & { readonly url: string }>;

type Container = Pick<Engine, 'kill9' | 'restart' | 'stop'>;
export function dockerAnswers(): Promise<boolean>;
export function startContainers(): Promise<{
  kafka: Container & { readonly brokers: string[] };
  mongo: Container & { readonly url: string };
  eventstore: Container & { readonly url: string };
}>;

export function accepts(port: number, timeoutMs?: number): Promise<boolean>;
export function freePort(): Promise<number>;
export function cacheDir(): string;
