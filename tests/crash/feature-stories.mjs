// What clients do beside bookings and bills: parties, series, waiting, seats, courses, chairs, no-shows.
import { DAYS, onAppointment, sendTo, someTime } from './asking.mjs';
import { ask } from './process.mjs';
import { dayAhead, NIGHT, roomOf, STORES } from './salon.mjs';
import { wishOf } from './wishes.mjs';

/** Two or three guests at once. */
export async function together(platform, book, random) {
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
export async function repeated(platform, book, random) {
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
export async function waiting(platform, book, random) {
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
export async function seats(platform, book, random) {
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
export async function chairs(platform, book, random) {
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
export async function late(platform, book, random) {
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
