// Sales per day out of the published events, equal to the platform's own figures: a worked consumer in plain Node, nothing to install.
//
//   CHIGNON_URL=http://localhost:3000 CHIGNON_TOKEN=… node sales-per-day.mjs FOLDER
//
// Reads to the end of the topic and prints what it has come to; run it again for what came since. It may be killed at any
// instant: figures.json is written first, in one piece, position.txt after it, and what then comes again is known by what
// figures.json remembers of each part of the topic.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TOPIC = 'chignon.booking.visit';
const { CHIGNON_URL: url, CHIGNON_TOKEN: token, CHIGNON_LIMIT: limit = '500' } = process.env;
const folder = process.argv[2];
if (!url || !token || !folder) {
  console.error('CHIGNON_URL and CHIGNON_TOKEN in the environment, a folder as argument');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const [FIGURES, POSITION] = ['figures.json', 'position.txt'].map((name) => join(folder, name));

const textOf = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};
/** The old file or the new one, never half of it. */
const replace = (file, text) => {
  writeFileSync(`${file}.new`, text, { flush: true });
  renameSync(`${file}.new`, file);
};

/** What the events have come to, and the newest of them: one file, so that neither is there without the other. */
const nothing = () => ({
  /** `2026-10-01 USD`: the day of the visit. */
  byVisit: {},
  /** The same by the day of the money: refunds, corrections and voids stand on their own day. */
  bySettlement: {},
  /** The newest `sequence` of each part of the topic. */
  newest: {},
  /** The newest place of each stream whose events came late: those have no sequence. */
  late: {},
});
let state = JSON.parse(textOf(FIGURES) ?? 'null') ?? nothing();

/** True when the event was counted before: after a crash, and whenever the publisher repeats itself. */
function isRepeat({ position, sequence, originstream, originrevision, originpart = 0 }) {
  const [newest, key, place] =
    sequence === undefined
      ? [state.late, originstream, originrevision * 1000 + originpart]
      : [state.newest, position.split('/')[0], sequence];
  if (newest[key] !== undefined && newest[key] >= place) return true;
  newest[key] = place;
  return false;
}

function add(days, day, currency, { visits, netCents, taxCents, tipCents }) {
  const before = days[`${day} ${currency}`] ?? { visits: 0, netCents: 0, taxCents: 0, tipCents: 0 };
  days[`${day} ${currency}`] = {
    visits: before.visits + visits,
    netCents: before.netCents + netCents,
    taxCents: before.taxCents + taxCents,
    tipCents: before.tipCents + tipCents,
  };
}

/** The calendar's day where the store is: only for events of releases that did not say the business day. */
const dayAt = (instant, timeZone) =>
  new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(instant));

const isTip = ({ kind, itemId }) => kind === 'adjustment' && /^tip(-|$)/.test(itemId);
/** Tips are no sales. Amounts are whole cents of one currency: never add those of two. */
function amountsOf({ lines }, visits, sign) {
  const sum = (some, field) => some.reduce((cents, line) => cents + sign * line[field], 0);
  const tips = lines.filter(isTip);
  return {
    visits,
    netCents: sum(lines, 'netCents') - sum(tips, 'netCents'),
    taxCents: sum(lines, 'taxCents'),
    tipCents: sum(tips, 'netCents'),
  };
}

/** By the name without the version: fields are only added to a version, and what is not known here is left alone. */
const HANDLERS = {
  // The bill, and each refund or correction of it as a settlement of its own: lines that take back are negative.
  'chignon.booking.VisitSettled.v1': (data) => {
    const amounts = amountsOf(data, data.settlementNo === 1 ? 1 : 0, 1);
    add(state.byVisit, data.businessDate, data.currency, amounts);
    const on = data.settledOn ?? dayAt(data.settledAt, data.zone);
    add(state.bySettlement, on, data.currency, amounts);
  },
  // The visit never counted: the event repeats the lines of all its settlements.
  'chignon.booking.VisitVoided.v1': (data) => {
    if (data.settlementNo === 0) return;
    const amounts = amountsOf(data, -1, -1);
    add(state.byVisit, data.businessDate, data.currency, amounts);
    const on = data.voidedOn ?? dayAt(data.voidedAt, data.zone);
    add(state.bySettlement, on, data.currency, amounts);
  },
};

async function page(after) {
  const query = new URLSearchParams({ topics: TOPIC, limit, ...(after ? { after } : {}) });
  for (;;) {
    const answer = await fetch(`${url}/v1/events?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (answer.ok) return answer.json();
    const { code, detail } = await answer.json();
    // Another topic than was read: restored from an older backup. What was counted may not be what happened.
    if (code === 'position-lost') return undefined;
    if (answer.status !== 429 && answer.status !== 503) throw new Error(`${code}: ${detail}`);
    const seconds = Number(answer.headers.get('retry-after') ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

for (let after = textOf(POSITION); ;) {
  const read = await page(after);
  if (read === undefined) {
    [after, state] = [undefined, nothing()];
    rmSync(POSITION, { force: true });
    continue;
  }
  for (const event of read.items)
    if (HANDLERS[event.type] && !isRepeat(event)) HANDLERS[event.type](event.data);
  replace(FIGURES, JSON.stringify(state));
  replace(POSITION, (after = read.next));
  console.error(`${read.items.length} events`);
  if (read.end) break;
}
console.log(JSON.stringify({ byVisit: state.byVisit, bySettlement: state.bySettlement }));
