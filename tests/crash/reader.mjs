// Reads the files of a data folder with nothing but SQLite, and says what is wrong. Shares no code with the platform:
// what it checks is derived here a second time.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'libsql';
import { figures, once } from './figures.mjs';
import { bookings } from './invariants.mjs';

const SUBJECT = 'chain-ops';
const NAMESPACE = Buffer.from('6f1f0ac2b7d34b1f9a6b0d7c54e2a913', 'hex');
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** UUID v5 in the platform's namespace. */
function uuid5(name) {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The events that each kind of acknowledged wish must have left, exactly once; alternatives by `|`. */
const LEAVES = {
  hold: 'SlotHeld',
  book: 'AppointmentBooked',
  cancel: 'AppointmentCancelled',
  'check-in': 'AppointmentCheckedIn',
  complete: 'VisitCompleted',
  settle: 'VisitSettled',
  receive: 'StockReceived',
  'walk-in': 'VisitOpened',
  refund: 'VisitCorrected',
  correct: 'VisitCorrected',
  void: 'VisitVoided',
  reschedule: 'AppointmentMoved|SlotReservedForMove',
  'no-show': 'AppointmentMissed',
  group: 'AppointmentBooked|ApprovalAsked',
  series: 'SeriesBooked',
  join: 'EntryJoined',
  accept: 'OfferAccepted',
  seats: 'SeatsRegistered|SeatsAwaited',
  'give-back': 'RegistrationCancelled',
  course: 'CourseStarted',
  session: 'SessionBooked',
};
const ANNOUNCED = [
  'AppointmentBooked',
  'AppointmentMoved',
  'AppointmentMovedIn',
  'ServicesChanged',
  'AppointmentCancelled',
  'AppointmentMissed',
  'VisitOpened',
  'VisitCompleted',
  'VisitSettled',
  'SeatsRegistered',
  'EntryJoined',
  'OfferMade',
];
/** What one event may be published as, at most. */
const MOST_MESSAGES = 3;

/**
 * @param book what clients were told
 * @param settled whether everything that follows has been given time to happen: then effects are checked too
 * @returns what is wrong, and how much was looked at
 */
export function inspect(dir, book, settled) {
  const faults = [];
  const events = rows(
    join(dir, 'streams.sqlite'),
    'SELECT position, stream, revision, id, type, version, data, meta FROM events ORDER BY position',
  ).map(([position, stream, revision, id, type, version, data, meta]) => ({
    position,
    stream,
    revision,
    id,
    type,
    version,
    data: JSON.parse(data),
    meta: JSON.parse(meta),
  }));
  chains(events, faults);
  acknowledged(events, book, dir, faults);
  const documents = (name) =>
    rows(join(dir, 'documents.sqlite'), `SELECT body FROM ${name}`).map(([body]) =>
      JSON.parse(body),
    );
  let compared = 0;
  bookings(
    events,
    new Map(documents('doc_booking_stores').map((store) => [store.id, store])),
    documents('doc_booking_units'),
    settled,
    faults,
  );
  if (settled) {
    points(events, faults);
    announcements(events, dir, faults);
    materials(events, faults);
    once(
      rows(join(dir, 'documents.sqlite'), 'SELECT id, topic, type FROM bus_messages ORDER BY seq'),
      faults,
    );
    // What begins within a minute may be ahead for one clock and not for the other.
    compared = figures(
      events,
      (view) => documents(liveTable(dir, view)),
      Date.now() + 60_000,
      faults,
    );
  }
  return { faults, events: events.length, compared };
}

/** The table of the version of a view that answers queries. */
function liveTable(dir, view) {
  const [context] = view.split('.');
  const [pointer] = rows(
    join(dir, 'documents.sqlite'),
    `SELECT body FROM doc_${context}_view_versions WHERE id = '${view}'`,
  );
  return `doc_${view.replaceAll(/[^a-z]/g, '_')}_v${JSON.parse(pointer[0]).live}`;
}

function rows(file, sql) {
  const db = new Database(file, { timeout: 5000 });
  try {
    return db.prepare(sql).raw().all();
  } finally {
    db.close();
  }
}

/** L4, L12: revisions without gaps, ids once, every link of every chain. */
function chains(events, faults) {
  const ends = new Map();
  const ids = new Set();
  for (const {
    stream,
    revision,
    id,
    type,
    version,
    data,
    meta: { hash, ...meta },
  } of events) {
    const end = ends.get(stream) ?? { revision: 0, hash: '' };
    if (revision !== end.revision + 1)
      faults.push(`${stream}: revision ${revision} after ${end.revision}`);
    if (
      hash !== sha256(JSON.stringify([end.hash, stream, revision, id, type, version, data, meta]))
    )
      faults.push(`${stream} revision ${revision}: the link is broken`);
    if (ids.has(id)) faults.push(`${stream} revision ${revision}: event id ${id} occurs twice`);
    ids.add(id);
    ends.set(stream, { revision, hash });
  }
}

/** E1, E2: what was acknowledged is there exactly once, what was refused left nothing. */
function acknowledged(events, book, dir, faults) {
  const byCommand = new Map();
  for (const event of events)
    byCommand.set(event.meta.commandId, [...(byCommand.get(event.meta.commandId) ?? []), event]);
  const registered = new Map();
  for (const [body] of rows(
    join(dir, 'documents.sqlite'),
    'SELECT body FROM doc_customers_customers',
  )) {
    const { id, externalIds } = JSON.parse(body);
    for (const { system, code } of externalIds ?? [])
      if (system === 'crash') registered.set(code, [...(registered.get(code) ?? []), id]);
  }
  const taken = new Set(
    events.flatMap(({ type, data }) => (type === 'OfferAccepted' ? [data.offerId] : [])),
  );
  for (const { kind, route, key, body, answer, refused, leaves = 1 } of book.wishes) {
    // What changes a document leaves no event.
    if (kind === 'out' || kind === 'back') continue;
    if (kind === 'register') {
      const found = registered.get(body.externalIds[0].code) ?? [];
      if (answer && (found.length !== 1 || found[0] !== answer.id))
        faults.push(
          `customer ${answer.id} was acknowledged; found: ${found.join(', ') || 'nobody'}`,
        );
      if (found.length > 1) faults.push(`one registration made the customers ${found.join(', ')}`);
      continue;
    }
    const left = byCommand.get(uuid5(`${SUBJECT}|${route}|${key}`)) ?? [];
    const kinds = LEAVES[kind].split('|');
    const found = left.filter(({ type }) => kinds.includes(type)).length;
    // Who takes an offer that is taken by the same customer already is told so.
    if (kind === 'accept' && found === 0 && taken.has(body.offerId)) continue;
    if (
      answer &&
      found !== leaves &&
      !(kind === 'reschedule' && found === 0 && sameTime(events, answer))
    )
      faults.push(`${kind} ${key} was acknowledged and stands ${found} times in the log`);
    if (refused && found > 0 && kind !== 'reschedule')
      faults.push(`${kind} ${key} was refused (${refused}) and stands in the log`);
    if (!answer && !refused && found > leaves)
      faults.push(`${kind} ${key} was never acknowledged and stands ${found} times in the log`);
  }
}

/** A move to the time at which it already is leaves nothing. */
const sameTime = (events, { appointmentId, startsAt }) =>
  events.some(
    ({ type, data }) =>
      ['AppointmentBooked', 'AppointmentMoved', 'AppointmentMovedIn', 'SlotHeld'].includes(type) &&
      data.appointment.appointmentId === appointmentId &&
      data.appointment.startMs === Date.parse(startsAt),
  );

/** Net of a bill in the crash run's currency below which it may earn no point. */
const LEAST_EARNING_CENTS = 100;

const sumOf = (parts = []) => parts.reduce((sum, { points }) => sum + points, 0);

/** L1, L9: every settlement of a known customer was noted once, its bill earned once, and the balance is the sum of the movements. */
function points(events, faults) {
  const found = { SettlementNoted: new Map(), PointsEarned: new Map() };
  const balances = new Map();
  for (const { stream, type, data } of events) {
    if (!stream.startsWith('points-')) continue;
    const balance = balances.get(stream) ?? 0;
    const change =
      {
        PointsEarned: data.points,
        PointsReversed: -data.points - data.debt,
        PointsRedeemed: -data.points,
        PointsExpired: -data.points,
        RedemptionCancelled: data.points - sumOf(data.lapsed),
        PointsAdjusted: data.points,
        PointsReserved: -data.points,
        PointsReleased: data.points - sumOf(data.lapsed),
        PointsTendered:
          -sumOf(Array.isArray(data.lots) ? data.lots : []) -
          (data.owed > 0 ? data.owed : 0) +
          (data.returned
            ? (data.returned.forgiven ?? 0) + sumOf(data.returned.back) + data.returned.debt
            : 0),
        AdjustmentReversed: data.returned
          ? data.points - sumOf(data.returned.lapsed)
          : -sumOf(data.takenBack?.lots) - data.debt,
      }[type] ?? 0;
    if (found[type]) {
      const name = `${stream.slice(7)} ${data.visitId} ${data.settlementNo}`;
      found[type].set(name, (found[type].get(name) ?? 0) + 1);
    }
    balances.set(stream, balance + change);
    if (data.balanceAfter !== undefined && data.balanceAfter !== balance + change)
      faults.push(
        `${stream}: the balance is said to be ${data.balanceAfter}, the movements sum to ${balance + change}`,
      );
  }
  for (const { type, data } of events) {
    if (
      (type !== 'VisitSettled' && type !== 'VisitCorrected') ||
      data.facts.customerId === undefined
    )
      continue;
    const name = `${data.facts.customerId} ${data.facts.visitId} ${data.settlementNo}`;
    const { SettlementNoted: noted, PointsEarned: earned } = found;
    if (noted.get(name) !== 1)
      faults.push(`settlement ${name} was noted ${noted.get(name) ?? 0} times`);
    if (type === 'VisitSettled' && data.netCents >= LEAST_EARNING_CENTS && earned.get(name) !== 1)
      faults.push(`settlement ${name} earned ${earned.get(name) ?? 0} times`);
    noted.delete(name);
    earned.delete(name);
  }
  for (const name of found.SettlementNoted.keys())
    faults.push(`settlement ${name} was noted and never made`);
  for (const name of found.PointsEarned.keys())
    faults.push(`points of ${name} were earned by no settlement`);
}

/** E8: published is committed, and committed is published. */
function announcements(events, dir, faults) {
  const published = new Set(
    rows(
      join(dir, 'documents.sqlite'),
      // What stores, services and staff are is told by documents.
      "SELECT id FROM bus_messages WHERE topic LIKE 'chignon.booking.%' AND type NOT LIKE '%Described'",
    ).map(([id]) => id),
  );
  for (const { id, type, stream, revision } of events) {
    if (ANNOUNCED.includes(type) && !published.has(uuid5(`${id}|0`)))
      faults.push(`${stream} revision ${revision}: ${type} was never published`);
    for (let n = 0; n < MOST_MESSAGES && published.delete(uuid5(`${id}|${n}`)); n++);
  }
  for (const id of published) faults.push(`message ${id} was published and stands in no event`);
}

/** E3: materials of a completed visit are consumed once per store, product and visit line. */
function materials(events, faults) {
  const seen = new Set();
  for (const { stream, type, data, meta } of events) {
    if (!stream.startsWith('stock-') || type !== 'StockConsumed') continue;
    const name = `${stream} ${meta.commandId} ${JSON.stringify(data.lineId ?? data.lots ?? '')}`;
    if (seen.has(name)) faults.push(`${name}: consumed twice`);
    seen.add(name);
  }
}
