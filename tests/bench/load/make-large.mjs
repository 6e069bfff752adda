// Appends a long history of the large chain in bulk: one decision of the agenda is the pattern of all appointments, every event
// stands in its chain, the day sheets are folded by their own view. The messages of the bus and what other contexts make of them are left out. Args: folder, base date, appointments, stores.
import { allContexts } from '@chignon/app-platform';
import { agenda, daySheets } from '@chignon/booking';
import { allTopics } from '@chignon/contracts';
import { deriveId, link, streamName, versionOf } from '@chignon/eventing';
import { ContextHost, createLogger, openEngines, realFacts } from '@chignon/service-kit';
import { assignLead, shiftLine } from '../../../libs/booking/dist/agenda/day/line.js';
import { momentOf, planFor } from '../../../libs/booking/dist/desk/booking/planning.flow.js';
import { booksOf } from '../../../libs/booking/dist/salon/book/store-book.flow.js';
import { records, registered } from '../../../libs/customers/dist/identity/record.js';
import { dateOf, LARGE, SERVICE, timeOf } from '../chain.mjs';

const [dir, base, count, stores] = [
  process.argv[2],
  process.argv[3],
  Number(process.argv[4]),
  Number(process.argv[5]),
];
/** Days of stores whose events and documents are written together. */
const DAYS_AT_ONCE = 16;
const DOCUMENTS_A_WRITE = 500;
const TELL_EVERY = 200_000;

const longAgo = `${dateOf(base, -400)}T12:00:00.000Z`;
const facts = { ...realFacts, now: () => longAgo };
const engines = await openEngines(
  { engines: { kind: 'embedded' }, dataDir: dir },
  createLogger('error'),
  facts,
);
await engines.bus.createTopics(allTopics().map((name) => ({ name })));
const contexts = allContexts();
const host = new ContextHost(engines, contexts, 'history', createLogger('error'));
await host.start();
const { tools } = host.runtimes.get('booking');
const pattern = await patternOf();
const sheets = tools.collection(daySheets);
await host.settle();
await host.stop();

/** The appointment that all others are copies of, decided like any other. */
async function patternOf() {
  const { storeId, staffId, startsAt } = LARGE.freshSlot(base, 0);
  const book = await booksOf(tools).store(storeId);
  const { startMs, date } = momentOf(book, startsAt);
  const plan = await planFor(
    tools,
    book,
    { storeId, startsAt, customerId: 'c0', services: [{ serviceId: SERVICE, staffId }] },
    startMs,
    date,
  );
  const key = `${storeId}-${date}`;
  const [event] = agenda.decide.BookAppointment(
    agenda.initial(key),
    { type: 'BookAppointment', plan, customerId: 'c0', channel: 'web' },
    facts,
  );
  return { event, opensMs: momentOf(book, `${date}T${timeOf(0)}`).startMs, date, book };
}

const openings = new Map();
/** Begin of the first half hour of a date; the stores share a zone and hours. */
function opensAt(date) {
  let known = openings.get(date);
  if (known === undefined)
    openings.set(date, (known = momentOf(pattern.book, `${date}T${timeOf(0)}`).startMs));
  return known;
}

let n = 0;
let position = Number((await engines.streams.end()) ?? 0);
const version = versionOf(agenda, pattern.event.type);

function eventsOf(slots) {
  const { storeId, date } = slots[0];
  const stream = streamName(agenda.category, `${storeId}-${date}`);
  const before = pattern.event.data.appointment;
  let hash = '';
  return {
    stream,
    events: slots.map(({ staffId, half }, i) => {
      const deltaMs = opensAt(date) + half * 1_800_000 - before.startMs;
      const lines = before.lines.map((line) => assignLead(shiftLine(line, deltaMs), staffId));
      const appointment = {
        ...before,
        appointmentId: `${storeId}.${date}.h${n.toString(36).padStart(11, '0')}`,
        storeId,
        businessDate: date,
        customerId: `c${n % LARGE.customers}`,
        startMs: before.startMs + deltaMs,
        endMs: before.endMs + deltaMs,
        lines,
      };
      const commandId = deriveId(`large ${n++}`);
      const meta = {
        commandId,
        inputHash: commandId,
        correlationId: commandId,
        causationId: commandId,
        actor: 'user:history',
        tenant: 'chain',
        storeId,
        effectiveAt: longAgo,
        recordedAt: longAgo,
      };
      const plain = {
        id: deriveId(`${stream}|${commandId}|0`),
        type: pattern.event.type,
        version,
        data: { appointment },
        meta,
      };
      hash = link(hash, stream, i + 1, plain);
      return { ...plain, meta: { ...meta, hash } };
    }),
  };
}

const sheetsOf = ({ stream, events }) =>
  events.map((event, i) => {
    const recorded = { ...event, stream, revision: i + 1, position: '' };
    const folding = daySheets.on[event.type];
    const [id] = folding.ids(recorded);
    return {
      put: {
        ...folding.fold(undefined, recorded, id),
        _seen: { [stream]: String(i + 1).padStart(12, '0') },
      },
      expected: 0,
    };
  });

async function written(documents, collection, writes) {
  for (let i = 0; i < writes.length; i += DOCUMENTS_A_WRITE) {
    const { conflicts } = await documents.bulk(collection, writes.slice(i, i + DOCUMENTS_A_WRITE));
    if (conflicts.length > 0) throw new Error(`${conflicts[0]} is there already`);
  }
}

const { streams, documents } = engines;
let group = [];
async function flush() {
  const days = group;
  group = [];
  await Promise.all([
    ...days.map(({ stream, events }) => streams.append(stream, events, { expected: 0 })),
    written(documents, sheets, days.flatMap(sheetsOf)),
  ]);
  position += days.reduce((sum, { events }) => sum + events.length, 0);
}
let told = 0;
for (const slots of LARGE.historyDays(base, count, stores)) {
  if (group.push(eventsOf(slots)) === DAYS_AT_ONCE) await flush();
  if (n - told >= TELL_EVERY)
    process.stderr.write(`bench: ${(told = n)} of ${count} appointments\n`);
}
await flush();

await documents.open(records);
for (let c = 0; c < LARGE.customers;) {
  const some = Array.from({ length: Math.min(10_000, LARGE.customers - c) }, () => {
    const no = c++;
    return registered(
      { name: `Customer ${no}`, phones: [`+1212${String(2_000_000 + no)}`], language: 'en' },
      {
        id: `c${no}`,
        homeStoreId: LARGE.storeOf(no),
        at: longAgo,
        source: 'history',
        madeBy: { commandId: `history-${no}`, inputHash: '' },
      },
    );
  });
  await written(
    documents,
    records,
    some.map((put) => ({ put, expected: 0 })),
  );
}

if (Number(await streams.end()) !== position) throw new Error('the log has another end');
await engines.close();
process.stdout.write(`${JSON.stringify({ appointments: n })}\n`);
