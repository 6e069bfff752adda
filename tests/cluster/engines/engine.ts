import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Availability, Engine, EngineOptions } from './index.mjs';

/**
 * Declares tests that need an engine. Where it cannot be had they are skipped and the reason is printed; with `CI` set
 * that is a failure, but for Prometheus, which reads the platform and is no part of it. Asked in a process of its own, because tests must be declared at once.
 */
export function onEngine(
  name: 'kafka' | 'mongo' | 'stripe' | 'prometheus',
  declare: () => void,
): void {
  const answer = execFileSync(process.execPath, [join(__dirname, 'available.mjs')], {
    encoding: 'utf8',
    timeout: 900_000,
  });
  const { available, why } = (JSON.parse(answer) as Record<string, Availability>)[name]!;
  if (available) return declare();
  if (process.env.CI && name !== 'prometheus') {
    return void it(`${name} is there`, () => {
      throw new Error(`${name} is needed here: ${why}`);
    });
  }
  console.warn(`${name}: tests skipped, ${why}`);
  it.skip(`${name}: ${why}`, () => undefined);
}

/** Starts an engine in a folder of its own; `end` stops it and removes the folder. */
export async function inFolder<E extends Engine>(
  start: (options: EngineOptions) => Promise<E>,
): Promise<{ engine: E; end(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'chignon-engine-'));
  const engine = await start({ dir });
  return {
    engine,
    end: async () => {
      await engine.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Declares tests of the whole cluster. In containers the engines are there already; native ones are asked for. */
export const onEngines = (declare: () => void): void =>
  process.env['CHIGNON_TEST_ENGINES'] === 'containers'
    ? declare()
    : onEngine('kafka', () => onEngine('mongo', declare));
