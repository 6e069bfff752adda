// B1 to B9 on the log of a data folder, derived a second time: shares no code with the platform.

const LIVE = new Set(['booked', 'pending', 'checked-in', 'ended']);
/** The only ways of an appointment or hold within one agenda: event -> what it may follow, and what it leads to. */
const WAYS = {
  SlotHeld: [[undefined], 'held'],
  HoldReleased: [['held'], 'released'],
  HoldExpired: [['held'], 'expired'],
  AppointmentBooked: [[undefined, 'held', 'pending'], 'booked'],
  ApprovalAsked: [[undefined, 'held'], 'pending'],
  ApprovalDeclined: [['pending'], 'declined'],
  AppointmentRecorded: [[undefined], 'booked'],
  CustomerNamed: [['booked'], 'booked'],
  AppointmentMoved: [['booked'], 'booked'],
  ServicesChanged: [['booked'], 'booked'],
  AppointmentCancelled: [['booked'], 'cancelled'],
  AppointmentMissed: [['booked'], 'missed'],
  AppointmentReinstated: [['missed'], 'booked'],
  AppointmentCheckedIn: [['booked'], 'checked-in'],
  CheckInUndone: [['checked-in'], 'booked'],
  VisitEnded: [['checked-in', 'ended'], 'ended'],
  AppointmentMovedOut: [['booked'], 'moved-out'],
  AppointmentMovedIn: [[undefined, 'moved-out'], 'booked'],
  AppointmentRetimed: [['held', 'pending', 'booked'], undefined],
};
/** The clock of a decision is read a little before that of its record. */
const CLOCKS_MS = 5000;

/** @param events of the log in order; @param stores documents of the stores; @param settled whether everything that follows has been done */
export function bookings(events, stores, units, settled, faults) {
  const byId = new Map();
  const reserved = new Map();
  const overbooked = new Set();
  for (const { stream, type, data, meta } of events) {
    if (!stream.startsWith('agenda-')) continue;
    if (type === 'OverbookAuthorised') overbooked.add(data.appointmentId);
    if (type === 'SlotReservedForMove') reserved.set(data.moveId, data.appointment.appointmentId);
    if (type === 'ExchangePledged')
      reserved.set(data.reservation.moveId, data.reservation.appointment.appointmentId);
    if (['MoveReleased', 'AppointmentMovedIn', 'ExchangeReleased'].includes(type))
      reserved.delete(data.moveId);
    const way = WAYS[type];
    if (!way) {
      // Other people than before, or another customer, at the same time.
      const bound =
        type === 'StaffBound' || type === 'StaffReassigned' || type === 'CustomerCorrected'
          ? byId.get(data.appointment?.appointmentId)?.get(stream)
          : undefined;
      if (bound) bound.appointment = data.appointment;
      continue;
    }
    const id = data.appointmentId ?? data.appointment.appointmentId;
    const places = byId.get(id) ?? byId.set(id, new Map()).get(id);
    const at =
      places.get(stream) ??
      places
        .set(stream, { ends: 0, fees: 0, price: 0, dropped: 0, cancels: 0, misses: 0 })
        .get(stream);
    const [from, to] = way;
    if (!from.includes(at.status))
      faults.push(`B2 ${id}: ${type} of what is ${at.status ?? 'nothing'}`);
    if (
      type === 'AppointmentBooked' &&
      at.status === 'held' &&
      Date.parse(meta.recordedAt) > at.expiresAtMs + CLOCKS_MS
    )
      faults.push(
        `B3 ${id}: booked at ${meta.recordedAt} from a hold of ${new Date(at.expiresAtMs).toISOString()}`,
      );
    if (at.status === 'held') at.ends++;
    if (at.ends > 1) faults.push(`B3 B8 hold ${id} has come to an end ${at.ends} times`);
    Object.assign(
      at,
      { status: to ?? at.status },
      data.appointment && { appointment: data.appointment },
      type === 'SlotHeld' && { expiresAtMs: data.expiresAtMs },
      type === 'VisitEnded' && { endedMs: Math.min(at.endedMs ?? Infinity, data.atMs) },
    );
    at.fees += data.fee?.cents ?? 0;
    // A fee may be for services that were dropped since.
    at.price =
      (at.dropped = (at.dropped ?? 0) + (data.droppedCents ?? 0)) + priceOf(at.appointment);
    if (type === 'AppointmentReinstated') at.fees -= data.droppedFeeCents;
    at.cancels += type === 'AppointmentCancelled' ? 1 : 0;
    at.misses += type === 'AppointmentMissed' ? 1 : type === 'AppointmentReinstated' ? -1 : 0;
  }
  if (settled)
    for (const [moveId, id] of reserved)
      faults.push(
        `B4 appointment ${id}: the slot of move ${moveId} is neither taken nor given back`,
      );
  const standing = [];
  for (const [id, places] of byId) {
    const here = [...places.values()].filter(({ status }) => status !== 'moved-out');
    if (settled && here.length !== 1)
      faults.push(`B4 appointment ${id} stands in ${here.length} agendas`);
    const all = [...places.values()];
    const [fees, cancels, misses] = ['fees', 'cancels', 'misses'].map((what) =>
      all.reduce((sum, place) => sum + place[what], 0),
    );
    const price = Math.max(...all.map(({ price }) => price));
    if (cancels + misses > 1)
      faults.push(`B7 ${id} was cancelled ${cancels} and missed ${misses} times`);
    if (fees > price) faults.push(`B7 ${id} costs ${fees} in fees and ${price} in all`);
    for (const [stream, { status, appointment, endedMs }] of places)
      if (LIVE.has(status) && appointment) standing.push({ id, stream, appointment, endedMs });
  }
  taken(
    standing.filter(({ id }) => !overbooked.has(id)),
    stores,
    units,
    faults,
  );
  for (const each of standing) clocks(each, stores, faults);
  series(events, byId, settled, faults);
  offers(events, faults);
  seats(events, faults);
}

const priceOf = (appointment) =>
  appointment?.lines.reduce((sum, line) => sum + line.priceCents, 0) ?? 0;

/** B1: people with their buffers, customers of a day, and pools. */
function taken(standing, stores, units, faults) {
  const uses = new Map();
  const use = (what, capacity, id, fromMs, toMs) =>
    (uses.get(what) ?? uses.set(what, { capacity, spans: [] }).get(what)).spans.push({
      id,
      fromMs,
      toMs,
    });
  for (const {
    id,
    stream,
    appointment: { storeId, customerId, lines },
    endedMs = Infinity,
  } of standing) {
    // Once the visit is over nothing is taken any more but by cleaning up, which others keep away from too.
    const before = (spans) =>
      spans.flatMap((span) =>
        span.fromMs < endedMs ? [{ ...span, toMs: Math.min(span.toMs, endedMs) }] : [],
      );
    for (const { staff, customer, pools } of lines) {
      for (const { staffId, fromMs, toMs, beforeMs, afterMs } of before(staff))
        use(staffId, 1, id, fromMs - beforeMs, toMs + (toMs === endedMs ? 0 : afterMs));
      if (customerId)
        for (const { fromMs, toMs } of before(customer))
          use(`${stream} customer ${customerId}`, 1, id, fromMs, toMs);
      const places = (pool) =>
        units.filter((unit) => unit.storeId === storeId && unit.pool === pool && unit.active)
          .length ||
        (stores.get(storeId)?.pools.find((p) => p.pool === pool)?.capacity ?? 0);
      for (const { pool, fromMs, toMs } of before(pools))
        if (pool) use(`${storeId} ${pool}`, places(pool), id, fromMs, toMs);
    }
  }
  for (const [what, { capacity, spans }] of uses) {
    const turns = spans
      .flatMap((span) => [
        { ms: span.fromMs, by: 1, span },
        { ms: span.toMs, by: -1, span },
      ])
      .sort((a, b) => a.ms - b.ms || a.by - b.by);
    let now = 0;
    for (const { ms, by, span } of turns) {
      if ((now += by) > capacity)
        faults.push(
          capacity === 1
            ? `B1 ${what} is booked twice: ${spans
                .filter((s) => s.fromMs <= ms && ms < s.toMs)
                .map((s) => s.id)
                .join(' and ')}`
            : `B1 ${what} is taken ${now} times of ${capacity} with ${span.id}`,
        );
    }
  }
}

const formats = new Map();
/** Date, minute and weekday on the wall. */
function wallOf(zone, ms) {
  const format =
    formats.get(zone) ??
    formats
      .set(
        zone,
        new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'short',
        }),
      )
      .get(zone);
  const [date, time] = format.format(ms).split(' ');
  return {
    date,
    minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3)),
    weekday: ((new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7) + 1,
  };
}
const minuteOf = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** B5: within the hours of its business day, in the zone of the store; B9: the wall clock that was agreed. */
function clocks(
  { id, appointment: { storeId, zone, businessDate, startMs, endMs, offsetMinutes, channel } },
  stores,
  faults,
) {
  const store = stores.get(storeId);
  const [from, to] = [wallOf(zone, startMs), wallOf(zone, endMs)];
  const until = to.date === from.date ? to.minute : to.minute + 1440;
  const open = (store?.openingHours ?? []).some(
    (h) => h.weekday === from.weekday && minuteOf(h.from) <= from.minute && until <= minuteOf(h.to),
  );
  if (channel !== 'import' && (zone !== store?.zone || from.date !== businessDate || !open))
    faults.push(
      `B5 ${id}: ${from.date} ${from.minute} to ${until} is outside the hours of ${storeId}`,
    );
  const agreed =
    offsetMinutes === undefined ? from : wallOf('UTC', startMs + offsetMinutes * 60_000);
  if (agreed.date !== from.date || agreed.minute !== from.minute)
    faults.push(
      `B9 ${id}: agreed for ${agreed.date} ${agreed.minute}, stands at ${from.date} ${from.minute}`,
    );
}

/** B6: every date of a series is an appointment of its own, none is left as a hold. */
function series(events, byId, settled, faults) {
  for (const { type, data, stream } of events) {
    if (type !== 'SeriesBooked') continue;
    if (
      new Set(data.slots.map((slot) => slot.agenda)).size !== data.slots.length ||
      data.slots.length + data.skipped.length !== data.count
    )
      faults.push(`B6 ${stream}: ${data.slots.length} dates of ${data.count}`);
    for (const { agenda, appointmentId } of data.slots) {
      const status = byId.get(appointmentId)?.get(`agenda-${agenda}`)?.status;
      if (status === undefined || (settled && status === 'held'))
        faults.push(`B6 ${stream}: ${appointmentId} is ${status ?? 'nothing'}`);
    }
  }
}

/** B8: an offer is taken once, an entry has one appointment, an appointment is of one entry. */
function offers(events, faults) {
  const seen = new Set();
  for (const { type, data, stream } of events) {
    if (!stream.startsWith('waitlist-')) continue;
    const names =
      type === 'OfferAccepted'
        ? [`offer ${data.offerId} accepted`]
        : type === 'EntryFulfilled'
          ? [`${stream} fulfilled`, `appointment ${data.appointmentId} won`]
          : [];
    for (const name of names) {
      if (seen.has(name)) faults.push(`B8 ${name} twice`);
      seen.add(name);
    }
  }
}

/** B1: never more seats of an event than there are. */
function seats(events, faults) {
  const rooms = new Map();
  for (const { type, data, stream } of events) {
    if (type === 'SalonEventPlanned') rooms.set(stream, { seats: data.seats, parties: new Map() });
    const room = rooms.get(stream);
    if (!room) continue;
    if (type === 'SeatsRegistered' || type === 'RegistrationMovedUp')
      room.parties.set(data.registrationId, data.partySize);
    if (type === 'RegistrationCancelled') room.parties.delete(data.registrationId);
    const sum = [...room.parties.values()].reduce((all, n) => all + n, 0);
    if (sum > room.seats) faults.push(`B1 ${stream}: ${sum} seats of ${room.seats} are taken`);
  }
}
