import { Worker } from 'node:worker_threads';
import type { ResourceLimits } from 'node:worker_threads';

/** The `require` of a worker. */
export type Require = (module: string) => any;

/**
 * Starts a worker from a function that closes over nothing: it is handed over as source text, so that it runs the same
 * from TypeScript under the test runner and from the built package.
 */
export function startWorker(run: (require: Require) => void, workerData: unknown, resourceLimits: ResourceLimits): Worker {
  const worker = new Worker(`(${run.toString()})(require)`, { eval: true, workerData, resourceLimits, execArgv: [] });
  worker.unref();
  return worker;
}
