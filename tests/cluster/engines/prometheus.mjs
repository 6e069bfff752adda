import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, startChild } from './child.mjs';

const run = promisify(execFile);

/**
 * What a process served at `/metrics`, as samples of an instant in OpenMetrics, which is what Prometheus takes in by file.
 *
 * @param {string} served
 * @param {number} at in seconds
 * @param {Record<string, string>} labels those that Prometheus adds when it reads a target
 */
export const samplesAt = (served, at, labels) =>
  served
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, own = '', value] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line);
      const all = [
        ...Object.entries(labels).map(([label, text]) => `${label}="${text}"`),
        ...(own === '' ? [] : [own.replace(/,$/, '')]),
      ];
      return `${name}{${all.join(',')}} ${value} ${at}`;
    })
    .join('\n');

/**
 * A Prometheus over samples that are given, with rules that it evaluates for itself. It reads no target.
 *
 * @param {import('./index.d.mts').EngineOptions & { samples: string, rules: string }} options `samples` by `samplesAt`, `rules` a file
 */
export async function startPrometheus({ dir, samples, rules }) {
  const [file, data, settings] = ['samples.txt', 'data', 'prometheus.yml'].map((name) =>
    join(dir, name),
  );
  await writeFile(file, `${samples}\n# EOF\n`);
  await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, data]);
  await writeFile(settings, JSON.stringify({ rule_files: [rules] }));
  const port = await freePort();
  const child = await startChild({
    name: 'prometheus',
    command: [
      'prometheus',
      `--config.file=${settings}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    port,
    dir,
  });
  return {
    url: `http://127.0.0.1:${port}`,
    get pid() {
      return child.pid;
    },
    get log() {
      return child.log;
    },
    kill9: () => child.kill9(),
    restart: () => Promise.reject(new Error('it is asked once')),
    stop: () => child.stop(),
  };
}
