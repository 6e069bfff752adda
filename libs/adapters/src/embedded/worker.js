import { Worker } from 'node:worker_threads';
/**
 * Starts a worker from a function that closes over nothing: it is handed over as source text, so that it runs the same
 * from TypeScript under the test runner and from the built package.
 * @param parts more such functions, handed to it behind `require`
 */
export function startWorker(run, workerData, resourceLimits, ...parts) {
    const source = `(${run.toString()})(${['require', ...parts.map(String)].join(', ')})`;
    const worker = new Worker(source, { eval: true, workerData, resourceLimits, execArgv: [] });
    worker.unref();
    return worker;
}
