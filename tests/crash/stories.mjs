import { randomUUID } from 'node:crypto';
import { onAppointment, onVisit, sendTo, someTime } from './asking.mjs';
import { chairs, late, repeated, seats, together, waiting } from './feature-stories.mjs';
import { Gone } from './process.mjs';
import { STORES } from './salon.mjs';
import { wishOf } from './wishes.mjs';

const SKUS = ['COL-7-0', 'DEV-6'];

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
