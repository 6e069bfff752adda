// `npm run bench`: measures all figures in turn, prints a table or, with --json, one line a figure.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import * as contested from './figures/contested.mjs';
import * as eventstore from './figures/eventstore.mjs';
import * as follow from './figures/follow.mjs';
import * as isolation from './figures/isolation.mjs';
import * as large from './figures/large.mjs';
import * as latency from './figures/latency.mjs';
import * as ledger from './figures/ledger.mjs';
import * as memory from './figures/memory.mjs';
import * as observability from './figures/observability.mjs';
import * as openLoop from './figures/open-loop.mjs';
import * as othersWait from './figures/others-wait.mjs';
import * as quiet from './figures/quiet.mjs';
import * as rebuild from './figures/rebuild.mjs';
import * as shiftPlan from './figures/shift-plan.mjs';
import * as start from './figures/start.mjs';
import * as storesGrowth from './figures/stores-growth.mjs';
import * as throughput from './figures/throughput.mjs';
import { baseDate, cleanUp } from './data-sets.mjs';
import { median, spread } from './statistics.mjs';

const GROUPS = [
  start,
  ledger,
  contested,
  throughput,
  latency,
  rebuild,
  follow,
  isolation,
  memory,
  observability,
  shiftPlan,
  othersWait,
  quiet,
  large,
  storesGrowth,
  openLoop,
  eventstore,
];
const NAMES = GROUPS.flatMap(({ names }) => names);

const fail = (line) => {
  process.stderr.write(`bench: ${line}\n`);
  process.exit(2);
};

function options() {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean' },
        quick: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        pairs: { type: 'string' },
      },
    });
    const pairs = Number(values.pairs ?? (values.quick ? 1 : 5));
    if (!Number.isInteger(pairs) || pairs < 1)
      fail(`--pairs ${values.pairs}: expected a whole number from 1`);
    const unknown = (values.only ?? []).find((name) => !NAMES.includes(name));
    if (unknown) fail(`--only ${unknown}: expected one of ${NAMES.join(', ')}`);
    return {
      json: values.json ?? false,
      quick: values.quick ?? false,
      pairs,
      wanted: (name) => !values.only || values.only.includes(name),
    };
  } catch (error) {
    return fail(
      `${error.message}; expected --json, --quick, --pairs N, --only NAME (one of ${NAMES.join(', ')})`,
    );
  }
}

function tell({ name, value, unit, goal, met, runs, note }) {
  const verdict = met === null ? 'not measured' : met ? 'met' : 'MISSED';
  process.stdout.write(
    `${name.padEnd(26)} ${String(value).padStart(8)}  ${unit}, goal ${goal}: ${verdict}\n`,
  );
  if (runs[0] && 'ratio' in runs[0]) {
    const of = (key) => runs.map((run) => run[key]);
    process.stdout.write(
      `${' '.repeat(37)}ours ${median(of('ours'))} (${of('ours').join(', ')}), baseline ${median(of('baseline'))} (${of('baseline').join(', ')}), ratio ±${spread(of('ratio')).toFixed(0)} %\n`,
    );
  }
  if (note) process.stdout.write(`${' '.repeat(37)}${note}\n`);
}

const { json, quick, pairs, wanted } = options();
const base = baseDate();
if (!json)
  process.stdout.write(
    `${cpus().length} x ${cpus()[0].model}, Node ${process.version}, ${pairs} ${pairs === 1 ? 'pair' : 'pairs'}${quick ? ', quick: the figures mean nothing' : ''}\n`,
  );
let missed = 0;
for (const { names, measure } of GROUPS) {
  if (!names.some(wanted)) continue;
  for (const figure of await measure({ base, pairs, quick, wanted })) {
    if (!figure.met) missed++;
    const { note: _, ...line } = figure;
    if (json) process.stdout.write(`${JSON.stringify(line)}\n`);
    else tell(figure);
  }
  cleanUp();
}
if (!json) process.stdout.write(missed === 0 ? 'all goals met\n' : `${missed} goals not met\n`);
