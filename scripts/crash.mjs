// `npm run crash -- --cycles 200 --seed 7`: kills the running platform again and again, at random moments and at named
// points, and checks after every restart that what was acknowledged is there once. Exit code 1 on any violation.
import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask, freePort, Gone, PLATFORM, POINTS, startProcess } from '../tests/crash/process.mjs';
import { inspect } from '../tests/crash/reader.mjs';
import { randomFrom } from '../tests/crash/random.mjs';
import { furnish } from '../tests/crash/salon.mjs';
import { Book } from '../tests/crash/wishes.mjs';

const CLIENTS = 8;
const LOAD_MS = 1200;
const RECOVERY_MS = 900;
/** What was acknowledged this long before the kill is not yet followed by all that follows from it. */
const FRESH_MS = 200;
/** Kinds whose acknowledgement is followed at once by a kill. */
const MONEY = ['settle', 'refund', 'correct', 'void', 'book', 'cancel'];
const CONTEXTS = ['booking', 'customers', 'loyalty', 'marketing', 'inventory', 'insights'];
const MAX_PASSES = 200;

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    data: { type: 'string' },
  },
});
const cycles = Number(values.cycles);
const seed = Number(values.seed);
if (!Number.isInteger(cycles) || cycles < 1 || !Number.isInteger(seed))
  fail('expected --cycles and --seed to be whole numbers');
if (!existsSync(PLATFORM)) fail('the platform is not built: npm run build');

function fail(message) {
  console.error(`crash: ${message}`);
  process.exit(1);
}

const random = randomFrom(seed);
const book = new Book();
const dir = values.data ?? mkdtempSync(join(tmpdir(), 'chignon-crash-'));
const clients = Array.from({ length: CLIENTS }, () =>
  fork(new URL('../tests/crash/client.mjs', import.meta.url)),
);
const exits = clients.map((client) => once(client, 'exit'));
let events;
const began = Date.now();
const deaths = new Map();
let late = [];
let checks = 0;
let looked = 0;
let documents = 0;

/** Waits until all that follows from what was done has been done. */
async function settle(platform) {
  let before = -1;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    let activity = 0;
    for (const context of CONTEXTS)
      activity += (await ask(platform, 'POST', `/v1/${context}/operations/catch-up`, {})).body
        .activity;
    if (activity === before) return;
    before = activity;
  }
  book.faults.push('the platform does not come to rest');
}

function check(settled) {
  const { faults, events, compared } = inspect(dir, book, settled);
  documents += compared;
  book.faults.push(...faults);
  checks++;
  looked = events;
}

/** Called with the kind of each wish that a client was just told is done. */
let onAcknowledged = () => {};

/** What a client process was told until the platform was gone. */
async function work(client, platform, number) {
  const soon = late.filter((_, n) => n % CLIENTS === number);
  // Messages of one moment are all kept: the last may come with the one before.
  const said = on(client, 'message');
  client.send({
    platform,
    seed: random.below(1_000_000_000),
    number,
    customers: book.customers,
    events,
    soon,
  });
  for (;;) {
    const {
      value: [told],
    } = await Promise.race([said.next(), exits[number].then(() => ({ value: [] }))]);
    if (told?.acknowledged) {
      onAcknowledged(told.acknowledged);
      continue;
    }
    await said.return();
    return told ?? { wishes: [], faults: [`client ${number} ended by itself`] };
  }
}

/** Appointments at the store that never closes that nobody was said to have missed yet. */
function unmarked() {
  const asked = new Set(
    book.wishes.filter(({ kind }) => kind === 'no-show').map(({ path }) => path.split('/')[4]),
  );
  return book.wishes
    .filter(
      ({ kind, answer }) =>
        kind === 'book' && answer?.storeId === 'night' && !asked.has(answer.appointmentId),
    )
    .map(({ answer }) => ({ id: answer.appointmentId, atMs: Date.parse(answer.startsAt) }));
}

/** One life of the platform: it recovers, is checked, works under load, and dies. */
async function live(cycle) {
  const last = cycle > cycles;
  const afterMoney = !last && random.below(5) < 2 ? random.of(MONEY) : undefined;
  const point = !last && !afterMoney && random.below(3) > 0 ? random.of(POINTS) : undefined;
  const inRecovery = !last && cycle > 1 && random.below(6) === 0;
  const running = startProcess(dir, await freePort(), {
    doom: point ? `${point}:${1 + random.below(80)}` : 'after-append:1000000000',
  });
  let how = last
    ? 'stop'
    : afterMoney
      ? `${FRESH_MS} ms after ${afterMoney}`
      : (point ?? 'any moment');
  const timers = [];
  const killIn = (ms) => timers.push(setTimeout(() => running.kill(), ms));
  try {
    const platform = await running.started;
    if (!platform) throw new Gone('at start');
    if (inRecovery) {
      how = 'recovery';
      killIn(random.below(RECOVERY_MS));
    }
    events ??= await furnish(platform);
    await book.retry(platform, random);
    await settle(platform);
    check(true);
    if (last) return how;
    late = unmarked();
    if (!inRecovery) {
      if (point) running.kill('SIGUSR2');
      // A named point that is not passed in time, or a wish that is not granted, is a random moment after all.
      killIn(point || afterMoney ? 3 * LOAD_MS : 50 + random.below(LOAD_MS));
      let awaited = 1 + random.below(6);
      onAcknowledged = (kind) => {
        if (kind === afterMoney && --awaited === 0) killIn(random.below(FRESH_MS));
      };
    }
    for (const told of await Promise.all(
      clients.map((client, number) => work(client, platform, number)),
    ))
      book.take(told);
  } catch (error) {
    if (!(error instanceof Gone)) {
      book.faults.push(`cycle ${cycle}: ${error.stack}`);
      running.kill();
    }
  } finally {
    if (last) running.kill('SIGTERM');
    const { code, signal, err } = await running.ended;
    timers.forEach(clearTimeout);
    if (last ? code !== 0 : signal !== 'SIGKILL')
      book.faults.push(
        `cycle ${cycle}: the platform ended by itself (${signal ?? code}): ${err.slice(0, 2000)}`,
      );
  }
  return how;
}

for (let cycle = 1; cycle <= cycles + 1 && book.faults.length === 0; cycle++) {
  const how = await live(cycle);
  deaths.set(how, (deaths.get(how) ?? 0) + 1);
  if (process.stdout.isTTY)
    console.log(
      `cycle ${cycle}: ${how}, ${book.wishes.length} commands, ${book.wishes.filter(({ answer }) => answer).length} acknowledged, ${looked} events`,
    );
}
if (book.faults.length === 0) check(true);
for (const client of clients) client.disconnect();

const acknowledged = new Map();
for (const { kind, answer } of book.wishes)
  if (answer) acknowledged.set(kind, (acknowledged.get(kind) ?? 0) + 1);
const list = (map) =>
  [...map]
    .sort()
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');
for (const fault of book.faults.slice(0, 50)) console.error(`VIOLATION ${fault}`);
console.log(
  `crash: seed ${seed}, ${cycles} cycles in ${Math.round((Date.now() - began) / 1000)} s (${list(deaths)}); ${book.wishes.length} commands, acknowledged: ${list(acknowledged)}; ${looked} events, ${checks} checks by an independent reader, ${documents} documents compared; ${book.faults.length} violations`,
);
if (book.faults.length > 0) console.error(`crash: the data folder is kept: ${dir}`);
else if (!values.data) rmSync(dir, { recursive: true, force: true });
process.exit(book.faults.length > 0 ? 1 : 0);
