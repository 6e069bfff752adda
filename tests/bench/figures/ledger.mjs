// ledger-append: 64 clients ÷ D3; ledger-append-one: one client ÷ one-event SQLite FULL; ledger-fsyncs: fsyncs an event at 64 clients, counted by strace.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyDir } from '../data-sets.mjs';
import { program } from '../processes.mjs';
import { inPairs, ratioFigure, rounded } from '../statistics.mjs';

export const names = ['ledger-append', 'ledger-append-one', 'ledger-fsyncs'];

export async function measure({ pairs, quick, wanted }) {
  const seconds = quick ? 0.5 : 4;
  const ours = (clients) => async () =>
    (await program('load/append.mjs', [emptyDir(), clients, seconds])).perSecond;
  const bare = (batch) => async () =>
    (await program('baselines/d3-batches.mjs', [join(emptyDir(), 'd3.sqlite'), seconds, batch]))
      .perSecond;
  const figures = [];
  if (wanted('ledger-append'))
    figures.push(
      ratioFigure(
        'ledger-append',
        'ratio to D3',
        { atLeast: 0.4 },
        await inPairs(pairs, ours(64), bare(100)),
        'events/s, 64 clients, hash chain included',
      ),
    );
  if (wanted('ledger-append-one'))
    figures.push(
      ratioFigure(
        'ledger-append-one',
        'ratio to one-event SQLite FULL',
        { atLeast: 0.7 },
        await inPairs(pairs, ours(1), bare(1)),
        'events/s, one client',
      ),
    );
  if (wanted('ledger-fsyncs')) figures.push(await fsyncs(quick ? 2000 : 40_000));
  return figures;
}

async function fsyncs(events) {
  const goal = { name: 'ledger-fsyncs', unit: 'fsyncs an event', goal: '<= 0.0625' };
  if (spawnSync('strace', ['-V']).status !== 0)
    return { ...goal, value: null, met: null, runs: [], note: 'not measured: it takes strace' };
  const dir = emptyDir();
  const trace = join(dir, 'strace.txt');
  await program('load/append.mjs', [join(dir, 'data'), 64, `${events}n`], {
    through: [
      'strace',
      '-f',
      '--seccomp-bpf',
      '-e',
      'trace=fsync,fdatasync,sync_file_range,msync',
      '-y',
      '-o',
      trace,
    ],
  });
  // A call that another thread interrupts stands on two lines; only its begin has the file.
  const calls = readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /\b(fsync|fdatasync)\(/.test(line));
  const journal = calls.filter((line) => line.includes('-wal')).length;
  const value = calls.length / events;
  return {
    ...goal,
    value: rounded(value),
    met: value <= 1 / 16,
    runs: [{ events, fsyncs: calls.length, ofTheJournal: journal }],
    note: 'all files of the process, opening and checkpoints included',
  };
}
