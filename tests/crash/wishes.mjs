import { randomUUID } from 'node:crypto';
import { DEMO_STORES } from '../../libs/client/dist/index.js';
import { ask, Gone } from './process.mjs';

const STORES = {
  harbour: {
    maya: ['womens-cut', 'mens-cut', 'root-colour', 'blowdry'],
    jonas: ['womens-cut', 'mens-cut', 'root-colour'],
    lena: ['manicure', 'pedicure', 'facial'],
  },
  'old-town': { priya: ['womens-cut', 'root-colour'], oliver: ['mens-cut', 'womens-cut'] },
  riverside: {
    wei: ['womens-cut', 'root-colour'],
    qiu: ['mens-cut', 'womens-cut'],
    lin: ['manicure', 'facial'],
  },
};
const SKUS = ['COL-7-0', 'DEV-6'];
const DAYS = 25;
/** Kinds whose answer says how things stand, not what was done. */
const STANDING = new Set(['out', 'back', 'series', 'accept', 'session']);

/** Random numbers from a seed (mulberry32): a failing run can be started again. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    below: (n) => Math.floor(next() * n),
    of: (list) => list[Math.floor(next() * list.length)],
  };
}

/**
 * What clients asked for, and what was acknowledged. A wish is noted before it is sent; `answer` is there once it was
 * acknowledged (2xx), `refused` once it was refused. Neither: nobody knows, and it is asked again with the same key.
 */
export class Book {
  wishes = [];
  customers = [];
  faults = [];

  /** Asks; an answer that should never come is a fault. @throws Gone */
  async ask(platform, wish) {
    if (!this.wishes.includes(wish)) this.wishes.push(wish);
    const { status, body } = await ask(platform, 'POST', wish.path, wish.body, wish.key);
    if (status >= 500)
      this.faults.push(
        `${wish.kind} ${wish.path}: ${status} ${body?.code} ${body?.detail} (${body?.correlationId})`,
      );
    else if (status >= 300) wish.refused = body.code;
    else wish.answer = body;
    if (wish.answer) this.acknowledged?.(wish.kind);
    if (status < 300 && wish.kind === 'register')
      this.customers.push({ id: body.id, storeId: wish.body.homeStoreId });
    return wish;
  }

  /** Takes in what a client process was told. */
  take({ wishes, faults }) {
    this.wishes.push(...wishes);
    this.faults.push(...faults);
    for (const { kind, answer, body } of wishes)
      if (kind === 'register' && answer)
        this.customers.push({ id: answer.id, storeId: body.homeStoreId });
  }

  open() {
    return this.wishes.filter((wish) => !wish.answer && !wish.refused);
  }

  /** Asks again what nobody knows the outcome of, and some of what was acknowledged: the first answer must come again. */
  async retry(platform, random) {
    for (const wish of this.open()) await this.ask(platform, wish);
    const done = this.wishes.filter((wish) => wish.answer && !STANDING.has(wish.kind));
    for (let n = 0; n < 12 && done.length > 0; n++) {
      const wish = random.of(done);
      const again = await ask(platform, 'POST', wish.path, wish.body, wish.key);
      const same =
        wish.kind === 'register'
          ? again.body?.id === wish.answer.id
          : JSON.stringify(again.body) === JSON.stringify(wish.answer);
      if (again.status >= 300 || !same)
        this.faults.push(
          `${wish.kind} ${wish.path} ${wish.key}: acknowledged as ${JSON.stringify(wish.answer)}, repeated as ${again.status} ${JSON.stringify(again.body)}`,
        );
    }
  }
}

const wishOf = (kind, route, body, path = route) => ({
  kind,
  route: `POST ${route}`,
  path,
  body,
  key: randomUUID(),
});
const roomOf = (storeId) => ({ harbour: 4, 'old-town': 3, riverside: 4 })[storeId];
const APPOINTMENT = '/v1/booking/appointments/:appointmentId';
const VISIT = '/v1/booking/visits/:visitId';
const onAppointment = (kind, id, action, body) =>
  wishOf(kind, `${APPOINTMENT}/${action}`, body, `/v1/booking/appointments/${id}/${action}`);
const onVisit = (kind, id, action, body) =>
  wishOf(kind, `${VISIT}/${action}`, body, `/v1/booking/visits/${id}/${action}`);

/** What a salon needs beyond the demo chain: fees, chairs by name, a course, events with few seats, and a store that never closes. */
export async function furnish(platform) {
  const put = async (path, body) => {
    const { status, body: answer } = await ask(platform, 'PUT', `/v1/booking/${path}`, body);
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
  };
  const always = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' }));
  // Stories go on at once, also with appointments of the coming weeks.
  for (const [storeId, store] of Object.entries(DEMO_STORES))
    await put(`stores/${storeId}`, { ...store, checkInDaysAhead: 60 });
  await put('policies/default', {
    windows: [{ hoursBefore: 720, kind: 'percent', percent: 50 }],
    noShow: { kind: 'percent', percent: 100 },
    graceMinutes: 0,
  });
  for (const storeId of Object.keys(STORES))
    for (let n = 1; n <= roomOf(storeId); n++)
      await put(`stores/${storeId}/units/c${n}`, { pool: 'chair' });
  await put('stores/night', {
    regionId: 'atlantic',
    name: 'Night',
    zone: 'UTC',
    currency: 'USD',
    openingHours: always,
  });
  await put('services/trim', {
    name: 'Trim',
    category: 'hair',
    serviceGroup: 'cut',
    priceCents: 2000,
    phases: [{ name: 'cut', kind: 'active', minutes: 5 }],
  });
  for (const [half, staffId] of NIGHT.flatMap((team, n) => team.map((one) => [HALVES[n], one]))) {
    await put(`staff/${staffId}`, { displayName: staffId, storeIds: ['night'] });
    await put(`staff/${staffId}/shifts`, {
      patterns: [
        {
          storeId: 'night',
          validFrom: '2020-01-01',
          shifts: always.map(({ weekday }) => ({ weekday, from: half[0], to: half[1] })),
        },
      ],
    });
  }
  await put('course-templates/care', {
    name: 'Care',
    serviceIds: ['womens-cut', 'mens-cut', 'root-colour'],
    sessions: 3,
    validityDays: 365,
  });
  const events = [];
  for (let n = 0; n < 6; n++) {
    const { body } = await ask(
      platform,
      'POST',
      '/v1/booking/salon-events',
      {
        storeId: 'harbour',
        code: `evening-${n}`,
        title: 'Evening',
        kind: 'lecture',
        startsAt: `${dayAhead(20)}T19:00`,
        endsAt: `${dayAhead(20)}T20:00`,
        seats: 8,
        waitingList: n % 2 === 0,
      },
      randomUUID(),
    );
    if (!body?.eventId) throw new Error(`salon event: ${JSON.stringify(body)}`);
    events.push(body.eventId);
  }
  return events;
}

/** One client: stories of a salon's day, one after another, until the platform is gone. */
export async function client(platform, book, random, number) {
  const stories = [
    story,
    story,
    story,
    bill,
    bill,
    bill,
    together,
    repeated,
    waiting,
    seats,
    chairs,
    late,
    late,
  ];
  try {
    for (;;) await random.of(stories)(platform, book, random, number);
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
  }
}

async function story(platform, book, random, number) {
  const send = async (wish) => (await book.ask(platform, wish)).answer;
  if (random.below(6) === 0)
    await send(
      wishOf('register', '/v1/customers', {
        name: `Guest ${randomUUID().slice(0, 8)}`,
        homeStoreId: random.of(Object.keys(STORES)),
        externalIds: [{ system: 'crash', code: randomUUID() }],
      }),
    );
  if (random.below(6) === 0) {
    const storeId = random.of(Object.keys(STORES));
    await send(
      wishOf(
        'receive',
        '/v1/inventory/stores/:storeId/receipts',
        { sku: random.of(SKUS), quantityMilli: 1000 + random.below(5000) },
        `/v1/inventory/stores/${storeId}/receipts`,
      ),
    );
  }
  const storeId = random.of(Object.keys(STORES));
  const staffId = random.of(Object.keys(STORES[storeId]));
  const customer = random.of(book.customers);
  const services = [{ serviceId: random.of(STORES[storeId][staffId]), staffId }];
  const startsAt = someTime(random);
  const person = customer ? { customerId: customer.id } : {};
  let appointment;
  if (random.below(2) === 0) {
    const held = await send(
      wishOf('hold', '/v1/booking/holds', { storeId, startsAt, services, ttlSeconds: 600 }),
    );
    if (held && random.below(8) > 0)
      appointment = await send(
        wishOf('book', '/v1/booking/appointments', { holdId: held.holdId, ...person }),
      );
  } else
    appointment = await send(
      wishOf('book', '/v1/booking/appointments', { storeId, startsAt, services, ...person }),
    );
  if (!appointment) return;
  const id = appointment.appointmentId;
  for (let moves = random.below(3); moves > 0; moves--)
    await send(onAppointment('reschedule', id, 'reschedule', { startsAt: someTime(random) }));
  const fate = random.below(4);
  if (fate === 0)
    return void (await send(
      onAppointment('cancel', id, 'cancel', { by: 'customer', reason: 'ill' }),
    ));
  if (fate === 1) return;
  const visit = (await send(onAppointment('check-in', id, 'check-in', {})))?.visitId;
  if (!visit) return;
  const completed = await send(onVisit('complete', visit, 'complete', {}));
  if (completed)
    await send(
      onVisit('settle', visit, 'settle', {
        tenders: [{ kind: 'card', cents: completed.bill.grossCents }],
      }),
    );
}

/** A walk-in from the door to the till, and what may come after the bill. */
async function bill(platform, book, random) {
  const send = sendTo(platform, book);
  const storeId = random.of(Object.keys(STORES));
  const team = Object.keys(STORES[storeId]);
  const staffId = random.of(team);
  const other = random.of(team);
  const performers =
    other === staffId
      ? [{ staffId, sharePercent: 100 }]
      : [
          { staffId, sharePercent: 67 },
          { staffId: other, sharePercent: 33 },
        ];
  const customer = random.of(book.customers);
  const visit = (
    await send(
      wishOf('walk-in', '/v1/booking/visits', {
        storeId,
        ...(customer && random.below(5) > 0 ? { customerId: customer.id } : {}),
        services: [{ serviceId: random.of(STORES[storeId][staffId]), performers }],
      }),
    )
  )?.visitId;
  const completed = visit && (await send(onVisit('complete', visit, 'complete', {})));
  const settled =
    completed &&
    (await send(
      onVisit('settle', visit, 'settle', {
        tenders: [{ kind: 'card', cents: completed.bill.grossCents }],
      }),
    ));
  if (!settled) return;
  const [{ lineId, netCents, taxCents }] = settled.settlements[0].lines;
  const back = [{ kind: 'card', cents: -(netCents + taxCents) }];
  const fate = random.below(5);
  if (fate === 0 || fate === 1)
    await send(
      onVisit('refund', visit, 'refund', {
        items: [{ lineId, quantityMilli: 1000 }],
        tenders: back,
        reason: 'complaint',
      }),
    );
  if (fate === 2)
    await send(
      onVisit('correct', visit, 'correct', {
        items: [{ lineId, performers: [{ staffId: other, sharePercent: 100 }] }],
        tenders: [],
        reason: 'wrong-person',
      }),
    );
  if (fate === 1 || fate === 3)
    await send(onVisit('void', visit, 'void', { reason: 'entered-twice' }));
}

/** Who works before and after noon at the store that never closes. */
const NIGHT = [
  ['nia', 'noor'],
  ['nils', 'nora'],
];
const HALVES = [
  ['00:00', '12:00'],
  ['12:00', '24:00'],
];
const sendTo = (platform, book) => async (wish) => (await book.ask(platform, wish)).answer;

/** Two or three guests at once. */
async function together(platform, book, random) {
  const storeId = random.of(Object.keys(STORES));
  const guests = Array.from({ length: 2 + random.below(2) }, () => ({
    services: [{ serviceId: random.of(['womens-cut', 'mens-cut']) }],
  }));
  await sendTo(
    platform,
    book,
  )({
    ...wishOf('group', '/v1/booking/groups', { storeId, startsAt: someTime(random), guests }),
    leaves: guests.length,
  });
}

/** A weekly series, as far as it is free. */
async function repeated(platform, book, random) {
  const storeId = random.of(Object.keys(STORES));
  const staffId = random.of(Object.keys(STORES[storeId]));
  const body = {
    storeId,
    startsAt: someTime(random),
    every: 1,
    unit: 'week',
    count: 3,
    onConflict: random.of(['skip', 'refuse']),
    services: [{ serviceId: random.of(STORES[storeId][staffId]), staffId }],
  };
  if (body.onConflict === 'refuse') delete body.onConflict;
  await sendTo(platform, book)(wishOf('series', '/v1/booking/series', body));
}

/** Joins a waitlist, and takes what is offered to whomever: two clients may take the same offer. */
async function waiting(platform, book, random) {
  const send = sendTo(platform, book);
  const storeId = random.of(Object.keys(STORES));
  const customer = random.of(book.customers);
  if (customer && random.below(2) === 0) {
    const staffId = random.of(Object.keys(STORES[storeId]));
    await send(
      wishOf('join', '/v1/booking/waitlist', {
        customerId: customer.id,
        storeIds: [storeId],
        services: [{ serviceId: random.of(STORES[storeId][staffId]) }],
        asap: true,
      }),
    );
  }
  const { body } = await ask(
    platform,
    'GET',
    `/v1/booking/waitlist?storeId=${storeId}&status=offered&limit=3`,
  );
  const entry = body?.items && random.of(body.items);
  if (entry?.offer)
    await send(
      wishOf(
        'accept',
        '/v1/booking/waitlist/:entryId/accept',
        { offerId: entry.offer.offerId },
        `/v1/booking/waitlist/${entry.entryId}/accept`,
      ),
    );
}

/** Seats of an event, of which there are few; a course and its first session. */
async function seats(platform, book, random) {
  const send = sendTo(platform, book);
  const customer = random.of(book.customers);
  if (!customer) return;
  const eventId = random.of(book.events);
  const route = '/v1/booking/salon-events/:eventId/registrations';
  const registered = await send(
    wishOf(
      'seats',
      route,
      { customerId: customer.id, partySize: 1 + random.below(3) },
      route.replace(':eventId', eventId),
    ),
  );
  if (registered && random.below(2) === 0) {
    await send(
      wishOf(
        'give-back',
        `${route}/:registrationId/cancel`,
        { by: 'customer', reason: 'ill' },
        `${route.replace(':eventId', eventId)}/${registered.registrationId}/cancel`,
      ),
    );
  }
  const course = await send(
    wishOf('course', '/v1/booking/courses', {
      templateId: 'care',
      customerId: customer.id,
      storeId: 'harbour',
    }),
  );
  const booked =
    course &&
    (await send(
      wishOf('book', '/v1/booking/appointments', {
        storeId: 'harbour',
        startsAt: someTime(random),
        services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
        customerId: customer.id,
      }),
    ));
  if (booked)
    await send(
      wishOf(
        'session',
        '/v1/booking/courses/:courseId/sessions',
        { appointmentId: booked.appointmentId },
        `/v1/booking/courses/${course.courseId}/sessions`,
      ),
    );
}

/** A chair breaks, and is back. */
async function chairs(platform, book, random) {
  const send = sendTo(platform, book);
  const storeId = random.of(Object.keys(STORES));
  const unit = `/v1/booking/stores/${storeId}/units/c${1 + random.below(roomOf(storeId))}`;
  const route = '/v1/booking/stores/:storeId/units/:unitId';
  const day = dayAhead(2 + random.below(DAYS));
  // For an hour: chairs that are out for good leave nobody to book.
  if (random.below(2) === 0)
    await send(
      wishOf(
        'out',
        `${route}/out-of-service`,
        { reason: 'broken', from: `${day}T12:00`, to: `${day}T13:00` },
        `${unit}/out-of-service`,
      ),
    );
  else await send(wishOf('back', `${route}/back-in-service`, {}, `${unit}/back-in-service`));
}

/** Books at the store that never closes for the next minute; whoever has not come by now, of those booked before, is marked. */
async function late(platform, book, random) {
  const send = sendTo(platform, book);
  const due = book.soon.findIndex(({ atMs }) => atMs < Date.now());
  if (due >= 0) {
    const [{ id }] = book.soon.splice(due, 1);
    await send(onAppointment('no-show', id, 'no-show', {}));
  }
  const atMs = (Math.floor(Date.now() / 60_000) + 1 + random.below(3)) * 60_000;
  await send(
    wishOf('book', '/v1/booking/appointments', {
      storeId: 'night',
      startsAt: new Date(atMs).toISOString(),
      services: [
        { serviceId: 'trim', staffId: random.of(NIGHT[new Date(atMs).getUTCHours() < 12 ? 0 : 1]) },
      ],
    }),
  );
}

const dayAhead = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A quarter of an hour in the opening hours of one of the next days; local time of whichever store. */
function someTime(random) {
  return `${dayAhead(2 + random.below(DAYS))}T${String(10 + random.below(8)).padStart(2, '0')}:${random.of(['00', '15', '30', '45'])}`;
}
