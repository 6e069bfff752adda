// What every read model must say, derived from the events of the streams and from nothing else: not from topics, and with no
// code of the platform. Compared with the documents that are served.

const SHARES_OF_NOBODY = [{ staffId: 'unassigned', sharePercent: 100 }];

/** Adds a number to a figure of a document. */
function add(figures, id, figure, by) {
  if (by === 0) return;
  const own = figures.get(id) ?? figures.set(id, new Map()).get(id);
  own.set(figure, (own.get(figure) ?? 0) + by);
}

/** A settlement or a void as a signed bill, or nothing. */
function billOf({ type, data }) {
  if (type === 'VisitSettled' || type === 'VisitCorrected')
    return { ...data, sign: 1, visits: data.settlementNo === 1 ? 1 : 0 };
  if (type === 'VisitVoided' && data.settlementNo > 0) return { ...data, sign: -1, visits: -1 };
  return undefined;
}

/** A number in whole parts, largest remainder first, earlier ones before later ones; negative ones mirror their opposite. */
function inParts(number, weights) {
  const total = weights.reduce((a, b) => a + b, 0);
  const parts = weights.map((weight, i) => ({
    i,
    whole: Math.floor((Math.abs(number) * weight) / total),
    rest: (Math.abs(number) * weight) % total,
  }));
  let left = Math.abs(number) - parts.reduce((sum, { whole }) => sum + whole, 0);
  for (const part of [...parts].sort((a, b) => b.rest - a.rest || a.i - b.i))
    if (left-- > 0) part.whole++;
  return parts.map(({ whole }) => Math.sign(number) * whole);
}

/** The local date of an instant, a day earlier before the business day begins. */
function businessDay(at, zone, dayStartMinute = 0) {
  const [date, time] = new Date(at).toLocaleString('sv-SE', { timeZone: zone }).split(' ');
  const [hour, minute] = time.split(':').map(Number);
  return 60 * hour + minute >= dayStartMinute
    ? date
    : new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
}

const dayOfVisit = ({ facts }) => facts.businessDate;
const dayOfMoney = ({ facts, settledAt, voidedAt, imported, sign }) =>
  imported && sign > 0
    ? facts.businessDate
    : businessDay(sign > 0 ? settledAt : voidedAt, facts.zone, facts.dayStartMinute);

/** Sales by day and by person, from the visits. */
function sales(events, dayOf) {
  const [days, people] = [new Map(), new Map()];
  for (const event of events) {
    const bill = billOf(event);
    if (!bill) continue;
    const day = `${bill.facts.storeId}~${dayOf(bill)}~${bill.currency}`;
    add(days, day, 'visits', bill.visits);
    for (const { netCents, taxCents, performers } of bill.lines) {
      add(days, day, 'netCents', bill.sign * netCents);
      add(days, day, 'taxCents', bill.sign * taxCents);
      const shares = performers.some(({ sharePercent }) => sharePercent > 0)
        ? performers
        : SHARES_OF_NOBODY;
      inParts(
        netCents,
        shares.map(({ sharePercent }) => sharePercent),
      ).forEach((cents, i) =>
        add(people, `${day}~${shares[i].staffId}`, 'netCents', bill.sign * cents),
      );
    }
  }
  return { days, people };
}

const STANDS = [
  'AppointmentBooked',
  'AppointmentRecorded',
  'CustomerNamed',
  'AppointmentMoved',
  'AppointmentMovedIn',
  'AppointmentRetimed',
  'ServicesChanged',
  'AppointmentReinstated',
  'StaffReassigned',
  'StaffBound',
];

/** Visits, spend, cancellations, misses and appointments ahead by customer, from visits and agendas. */
function customers(events, nowMs) {
  const figures = new Map();
  const standing = new Map();
  const kept = new Map();
  for (const event of events) {
    const { type, data, stream } = event;
    const bill = billOf(event);
    if (bill) {
      const { customerId, appointmentId } = bill.facts;
      if (appointmentId) kept.set(appointmentId, (kept.get(appointmentId) ?? 0) + bill.visits);
      if (!customerId) continue;
      add(figures, customerId, 'visits', bill.visits);
      add(figures, customerId, `spend ${bill.currency}`, bill.sign * bill.netCents);
    } else if (
      stream.startsWith('agenda-') &&
      STANDS.includes(type) &&
      (data.status === undefined || data.status === 'booked')
    ) {
      standing.set(data.appointment.appointmentId, data.appointment);
      if (type === 'AppointmentReinstated' && data.appointment.customerId)
        add(figures, data.appointment.customerId, 'noShows', -1);
    } else if (type === 'CustomerCorrected') {
      const { appointment, previousCustomerId, status } = data;
      const figure = { missed: 'noShows', cancelled: 'cancellations' }[status];
      if (!figure) standing.set(appointment.appointmentId, appointment);
      else {
        if (previousCustomerId) add(figures, previousCustomerId, figure, -1);
        add(figures, appointment.customerId, figure, 1);
      }
    } else if (type === 'AppointmentCancelled' || type === 'AppointmentMissed') {
      standing.delete(data.appointmentId);
      if (data.customerId)
        add(
          figures,
          data.customerId,
          type === 'AppointmentMissed' ? 'noShows' : 'cancellations',
          1,
        );
    }
  }
  for (const { appointmentId, customerId, startMs } of standing.values())
    if (customerId && startMs > nowMs && !(kept.get(appointmentId) > 0))
      add(figures, customerId, `ahead ${appointmentId}`, startMs);
  return figures;
}

const POINTS = {
  PointsEarned: ({ points }) => ({ earned: points, available: points }),
  PointsRedeemed: ({ points }) => ({ redeemed: points, available: -points }),
  PointsReversed: ({ points, debt }) => ({ reversed: points, available: -points, debt }),
  DebtRepaid: ({ points }) => ({ reversed: points, available: -points, debt: -points }),
  PointsExpired: ({ points }) => ({ expired: points, available: -points }),
};

function accounts(events) {
  const figures = new Map();
  for (const { stream, type, data } of events)
    if (stream.startsWith('points-'))
      for (const [figure, by] of Object.entries(POINTS[type]?.(data) ?? {}))
        add(figures, stream.slice(7), figure, by);
  return figures;
}

function shelves(events) {
  const figures = new Map();
  for (const { stream, data } of events)
    if (stream.startsWith('stock-') && data.changeMilli !== undefined)
      add(figures, stream.slice(6), 'onHandMilli', data.changeMilli);
  return figures;
}

const named = (object, names) => Object.fromEntries(names.map((name) => [name, object[name]]));

/**
 * Compares the read models with the streams.
 * @param documents the documents of a view by its name, in its live version
 * @param nowMs what begins after it is ahead; leave a margin, the platform looks at its own clock
 */
export function figures(events, documents, nowMs, faults) {
  const [visited, paid] = [sales(events, dayOfVisit), sales(events, dayOfMoney)];
  const account = ['earned', 'available', 'redeemed', 'expired', 'reversed', 'debt'];
  const views = [
    [
      'insights.daily-sales',
      visited.days,
      ({ total }) => named(total, ['visits', 'netCents', 'taxCents']),
    ],
    ['insights.daily-staff-sales', visited.people, ({ total }) => named(total, ['netCents'])],
    [
      'insights.daily-settlements',
      paid.days,
      ({ total }) => named(total, ['visits', 'netCents', 'taxCents']),
    ],
    ['insights.daily-staff-settlements', paid.people, ({ total }) => named(total, ['netCents'])],
    [
      'customers.profiles',
      customers(events, nowMs),
      ({ visits, cancellations, noShows, spendCents, appointments, kept }) => ({
        visits,
        cancellations,
        noShows,
        ...Object.fromEntries(
          Object.entries(spendCents).map(([currency, cents]) => [`spend ${currency}`, cents]),
        ),
        ...Object.fromEntries(
          Object.entries(appointments)
            .filter(([id, { startsAt }]) => Date.parse(startsAt) > nowMs && !(id in kept))
            .map(([id, { startsAt }]) => [`ahead ${id}`, Date.parse(startsAt)]),
        ),
      }),
    ],
    ['loyalty.accounts', accounts(events), (document) => named(document, account)],
    ['inventory.levels', shelves(events), (document) => named(document, ['onHandMilli'])],
  ];
  let compared = 0;
  for (const [view, expected, served] of views) {
    const found = new Map(documents(view).map((document) => [document.id, served(document)]));
    for (const id of new Set([...expected.keys(), ...found.keys()])) {
      compared++;
      const [a, b] = [expected.get(id) ?? new Map(), found.get(id) ?? {}];
      for (const figure of new Set([...a.keys(), ...Object.keys(b)]))
        if ((a.get(figure) ?? 0) !== (b[figure] ?? 0))
          faults.push(
            `E3 ${view} ${id}: ${figure} is ${b[figure] ?? 0}, the streams say ${a.get(figure) ?? 0}`,
          );
    }
  }
  return compared;
}

/** E3: every message stands on its topic once. */
export function once(messages, faults) {
  const seen = new Map();
  for (const [id, topic, type] of messages) {
    if (seen.has(id))
      faults.push(`E3 ${topic}: ${type} ${id} was published ${(seen.get(id) ?? 1) + 1} times`);
    seen.set(id, (seen.get(id) ?? 0) + 1);
  }
}
