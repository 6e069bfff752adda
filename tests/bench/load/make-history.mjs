// Books a history with the clock turned back: every appointment is decided by the agenda, every event stands in its chain, and all contexts follow. Args: folder, base date, appointments.
import { allContexts } from '@chignon/app-platform';
import { agenda, visits } from '@chignon/booking';
import { allTopics } from '@chignon/contracts';
import { deriveId } from '@chignon/eventing';
import { ContextHost, createLogger, openEngines, realFacts } from '@chignon/service-kit';
import { openingOf } from '../../../libs/booking/dist/desk/booking/check-in.flow.js';
import { momentOf, planFor } from '../../../libs/booking/dist/desk/booking/planning.flow.js';
import { booksOf } from '../../../libs/booking/dist/salon/book/store-book.flow.js';
import { dateOf, historySlots } from '../chain.mjs';

const [dir, base, count] = [process.argv[2], process.argv[3], Number(process.argv[4])];
/** Every so many-th appointment of the past became a visit. */
const VISIT_EVERY = 5;
const AT_ONCE = 210;
const SETTLE_EVERY = 21_000;

const longAgo = `${dateOf(base, -400)}T12:00:00.000Z`;
const engines = await openEngines(
  { engines: { kind: 'embedded' }, dataDir: dir },
  createLogger('error'),
  { ...realFacts, now: () => longAgo },
);
await engines.bus.createTopics(allTopics().map((name) => ({ name })));
const host = new ContextHost(engines, allContexts(), 'history', createLogger('error'));
await host.start();
const { tools } = host.runtimes.get('booking');

async function one(slot, n) {
  const { storeId, staffId, serviceId, startsAt, customerId } = slot;
  const book = await booksOf(tools).store(storeId);
  const { startMs, date } = momentOf(book, startsAt);
  const plan = await planFor(
    tools,
    book,
    { storeId, startsAt, customerId, services: [{ serviceId, staffId }] },
    startMs,
    date,
  );
  const cause = {
    commandId: deriveId(`history ${n}`),
    actor: 'user:history',
    correlationId: `history-${n}`,
    storeId,
    effectiveAt: longAgo,
  };
  const { events } = await tools.execute(
    agenda,
    `${storeId}-${date}`,
    { type: 'BookAppointment', plan, customerId, channel: 'web' },
    { ...cause, input: slot },
  );
  if (n % VISIT_EVERY !== 0 || date >= base) return;
  const opening = {
    // By the clock of the history the appointment lies ahead, and nobody is checked in so early.
    ...(await openingOf(tools, {
      ...events.at(-1).data.appointment,
      businessDate: longAgo.slice(0, 10),
    })),
    businessDate: date,
    localHour: Number(startsAt.slice(11, 13)),
  };
  const at = new Date(startMs).toISOString();
  await tools.execute(
    visits,
    opening.visitId,
    {
      type: 'ImportVisit',
      kinds: [],
      opening,
      billId: `b-${n}`,
      at,
      taxCents: [280],
      taxes: [{ code: 'SALES', cents: 280 }],
    },
    { ...cause, commandId: deriveId(`history visit ${n}`), effectiveAt: at },
  );
}

let n = 0;
let group = [];
for (const slot of historySlots(base, count)) {
  group.push(one(slot, n++));
  if (group.length === AT_ONCE) {
    await Promise.all(group);
    group = [];
    if (n % SETTLE_EVERY === 0) {
      await host.settle();
      process.stderr.write(`bench: ${n} of ${count} appointments\n`);
    }
  }
}
await Promise.all(group);
await host.settle();
await host.stop();
await engines.close();
process.stdout.write(`${JSON.stringify({ appointments: n })}\n`);
