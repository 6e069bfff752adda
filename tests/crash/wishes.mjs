import { randomUUID } from 'node:crypto';
import { ask, Gone } from './process.mjs';

const STORES = {
  harbour: { maya: ['womens-cut', 'mens-cut', 'root-colour', 'blowdry'], jonas: ['womens-cut', 'mens-cut', 'root-colour'], lena: ['manicure', 'pedicure', 'facial'] },
  'old-town': { priya: ['womens-cut', 'root-colour'], oliver: ['mens-cut', 'womens-cut'] },
  riverside: { wei: ['womens-cut', 'root-colour'], qiu: ['mens-cut', 'womens-cut'], lin: ['manicure', 'facial'] },
};
const SKUS = ['COL-7-0', 'DEV-6'];
const DAYS = 10;

/** Random numbers from a seed (mulberry32): a failing run can be started again. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, below: (n) => Math.floor(next() * n), of: (list) => list[Math.floor(next() * list.length)] };
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
    if (status >= 500) this.faults.push(`${wish.kind} ${wish.path}: ${status} ${body?.code} ${body?.detail} (${body?.correlationId})`);
    else if (status >= 300) wish.refused = body.code;
    else wish.answer = body;
    if (status < 300 && wish.kind === 'register') this.customers.push({ id: body.id, storeId: wish.body.homeStoreId });
    return wish;
  }

  open() {
    return this.wishes.filter((wish) => !wish.answer && !wish.refused);
  }

  /** Asks again what nobody knows the outcome of, and some of what was acknowledged: the first answer must come again. */
  async retry(platform, random) {
    for (const wish of this.open()) await this.ask(platform, wish);
    const done = this.wishes.filter((wish) => wish.answer);
    for (let n = 0; n < 12 && done.length > 0; n++) {
      const wish = random.of(done);
      const again = await ask(platform, 'POST', wish.path, wish.body, wish.key);
      const same = wish.kind === 'register' ? again.body?.id === wish.answer.id : JSON.stringify(again.body) === JSON.stringify(wish.answer);
      if (again.status >= 300 || !same) this.faults.push(`${wish.kind} ${wish.path} ${wish.key}: acknowledged as ${JSON.stringify(wish.answer)}, repeated as ${again.status} ${JSON.stringify(again.body)}`);
    }
  }
}

const wishOf = (kind, route, body, path = route) => ({ kind, route: `POST ${route}`, path, body, key: randomUUID() });
const APPOINTMENT = '/v1/booking/appointments/:appointmentId';
const VISIT = '/v1/booking/visits/:visitId';
const onAppointment = (kind, id, action, body) => wishOf(kind, `${APPOINTMENT}/${action}`, body, `/v1/booking/appointments/${id}/${action}`);
const onVisit = (kind, id, action, body) => wishOf(kind, `${VISIT}/${action}`, body, `/v1/booking/visits/${id}/${action}`);

/** One client: stories of a salon's day, one after another, until the platform is gone. */
export async function client(platform, book, random, number) {
  try {
    for (;;) await story(platform, book, random, number);
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
  }
}

async function story(platform, book, random, number) {
  const send = async (wish) => (await book.ask(platform, wish)).answer;
  if (random.below(6) === 0) await send(wishOf('register', '/v1/customers', { name: `Guest ${randomUUID().slice(0, 8)}`, homeStoreId: random.of(Object.keys(STORES)), externalIds: [{ system: 'crash', code: randomUUID() }] }));
  if (random.below(6) === 0) {
    const storeId = random.of(Object.keys(STORES));
    await send(wishOf('receive', '/v1/inventory/stores/:storeId/receipts', { sku: random.of(SKUS), quantityMilli: 1000 + random.below(5000) }, `/v1/inventory/stores/${storeId}/receipts`));
  }
  const storeId = random.of(Object.keys(STORES));
  const staffId = random.of(Object.keys(STORES[storeId]));
  const customer = random.of(book.customers);
  const services = [{ serviceId: random.of(STORES[storeId][staffId]), staffId }];
  const startsAt = someTime(random);
  const person = customer ? { customerId: customer.id } : {};
  let appointment;
  if (random.below(2) === 0) {
    const held = await send(wishOf('hold', '/v1/booking/holds', { storeId, startsAt, services, ttlSeconds: 600 }));
    if (held && random.below(8) > 0) appointment = await send(wishOf('book', '/v1/booking/appointments', { holdId: held.holdId, ...person }));
  } else appointment = await send(wishOf('book', '/v1/booking/appointments', { storeId, startsAt, services, ...person }));
  if (!appointment) return;
  const id = appointment.appointmentId;
  for (let moves = random.below(3); moves > 0; moves--) await send(onAppointment('reschedule', id, 'reschedule', { startsAt: someTime(random) }));
  const fate = random.below(4);
  if (fate === 0) return void (await send(onAppointment('cancel', id, 'cancel', { by: 'customer', reason: `r${number}` })));
  if (fate === 1) return;
  const visit = (await send(onAppointment('check-in', id, 'check-in', {})))?.visitId;
  if (!visit) return;
  const completed = await send(onVisit('complete', visit, 'complete', {}));
  if (completed) await send(onVisit('settle', visit, 'settle', { tenders: [{ kind: 'card', cents: completed.bill.grossCents }] }));
}

/** A quarter of an hour in the opening hours of one of the next days; local time of whichever store. */
function someTime(random) {
  const day = new Date(Date.now() + (2 + random.below(DAYS)) * 86_400_000).toISOString().slice(0, 10);
  return `${day}T${String(10 + random.below(8)).padStart(2, '0')}:${random.of(['00', '15', '30', '45'])}`;
}
