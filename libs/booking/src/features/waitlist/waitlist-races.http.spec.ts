import { agenda } from '../../agenda/agenda.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { offerNext } from './offers.flow.js';
import { step } from './offer-holds.flow.js';
import { openingOf } from './opening.js';
import { waitlist } from './waitlist-ledger.js';
import {
  accept,
  at,
  book,
  branch,
  cancel,
  DAY,
  entry,
  held,
  join,
  openForAll,
  settle,
  statuses,
} from './waitlist.testing.http.js';

openForAll();

describe('B8 one winner for each freed slot', () => {
  it('of 100 answers at once', async () => {
    const store = await branch('crowd', { policy: 'broadcast-first-to-accept' });
    const taken = await book(store);
    const ids = await Promise.all(Array.from({ length: 100 }, (_, i) => join(store, `crowd-${i}`)));
    await cancel(taken);
    const offers = await Promise.all(
      ids.map(async (id) => [id, (await entry(id)).offer.offerId] as const),
    );
    const race = await Promise.all(offers.map(([id, offerId]) => accept(id, offerId)));
    expect(race.map((r) => r.status).sort()).toEqual([
      200,
      ...Array.from({ length: 99 }, () => 409),
    ]);
    expect(race.filter((r) => r.status === 409).map((r) => r.body.code)).toEqual(
      Array.from({ length: 99 }, () => 'offer-taken'),
    );
    await settle();
    const day = (await at.get(`stores/${store}/days/${DAY}`)).body;
    expect(
      day.appointments.filter((a: any) => a.status === 'booked').map((a: any) => a.appointmentId),
    ).toEqual(race.filter((r) => r.status === 200).map((r) => r.body.appointmentId));
    expect(day.holds).toEqual([]);
    expect((await statuses(...ids)).sort()).toEqual([
      'fulfilled',
      ...Array.from({ length: 99 }, () => 'waiting'),
    ]);
  }, 60_000);
  it('of accept, decline, withdraw and the desk at once', async () => {
    const store = await branch('clash');
    const taken = await book(store);
    const [ada, ben] = [await join(store, 'ada'), await join(store, 'ben')];
    await cancel(taken);
    const { offerId } = (await entry(ada)).offer;
    const [{ holdId }] = await held(store);
    await Promise.all([
      accept(ada, offerId),
      at.post(`waitlist/${ada}/decline`, { offerId }),
      at.post(`waitlist/${ada}/withdraw`),
      at.post('appointments', { holdId }),
      accept(ada, offerId),
      at.post(`holds/${holdId}/release`),
    ]);
    await settle();
    const booked = (await at.get(`stores/${store}/days/${DAY}`)).body.appointments.filter(
      (a: any) => a.status === 'booked',
    );
    const after = await Promise.all([ada, ben].map(entry));
    expect(booked.length + (after[1].status === 'offered' ? 1 : 0)).toBe(1);
    expect(after.filter((e) => e.status === 'fulfilled').length).toBeLessThanOrEqual(booked.length);
  });
  it('also when the desk books the hold of an offer: then the entry is fulfilled', async () => {
    const store = await branch('desk');
    const taken = await book(store);
    const ada = await join(store, 'ada');
    await cancel(taken);
    const [{ holdId }] = await held(store);
    const { body } = await at.post('appointments', { holdId });
    await settle();
    expect(await entry(ada)).toMatchObject({
      status: 'fulfilled',
      appointmentId: body.appointmentId,
    });
  });
  it('and keeps its slot: the desk cannot give the hold away', async () => {
    const store = await branch('gone', { policy: 'manual' });
    const ada = await join(store, 'ada');
    const { body } = await at.post(`waitlist/${ada}/offer`, {
      storeId: store,
      startsAt: `${DAY}T10:00`,
    });
    const [{ holdId }] = await (await settle(), held(store));
    expect(await at.post(`holds/${holdId}/release`)).toMatchObject({
      status: 409,
      body: { code: 'hold-on-offer', field: 'holdId' },
    });
    expect(await held(store)).toHaveLength(1);
    expect(await accept(ada, body.offer.offerId, { 'idempotency-key': 'gone' })).toMatchObject({
      status: 200,
      body: { status: 'fulfilled' },
    });
    expect(await accept(ada, body.offer.offerId, { 'idempotency-key': 'gone' })).toMatchObject({
      status: 200,
      body: { status: 'fulfilled' },
    });
  });
});

describe('B8 what stopped half-way', () => {
  const by = { actor: 'system:test', correlationId: 'test' };
  const tools = () => at.platform.host.runtimes.get('booking')!.tools;
  it("between the customer's yes and the booking is booked", async () => {
    const store = await branch('half');
    const taken = await book(store);
    const ada = await join(store, 'ada');
    await cancel(taken);
    const { offerId } = (await entry(ada)).offer;
    await tools().execute(
      waitlist,
      ada,
      { type: 'AcceptOffer', offerId },
      step(`test|${offerId}`, store, by),
    );
    await settle();
    const fulfilled = await entry(ada);
    expect(fulfilled).toMatchObject({ status: 'fulfilled', offer: { offerId } });
    expect((await accept(ada, offerId)).body).toEqual(fulfilled);
  });
  it('between the hold and its offer is offered, and nothing is offered twice by two at once', async () => {
    const store = await branch('begun', { policy: 'manual' });
    const [ada, ben] = [await join(store, 'ada'), await join(store, 'ben')];
    const key = `${store}-${DAY}`;
    const taken = await book(store);
    const { lines } = (await tools().load(agenda, key)).state.entries.get(
      taken.appointmentId,
    )!.appointment;
    const opening = openingOf('test', store, DAY, lines);
    await tools().execute(
      agenda,
      key,
      {
        type: 'CancelAppointment',
        appointmentId: taken.appointmentId,
        by: 'store',
        reason: 'other',
      },
      step('test|cancel', store, by),
    );
    await settle();
    await branch(store);
    const plan = { frame: (await booksOf(tools()).store(store)).frame(DAY), options: [lines] };
    await tools().execute(
      agenda,
      key,
      {
        type: 'HoldSlot',
        plan,
        channel: 'app',
        customerId: 'ben',
        ttlMs: 600_000,
        waitlist: { openingId: 'test', entryId: ben },
      },
      step('test|hold', store, by),
    );
    await Promise.all([
      offerNext(tools(), opening, by),
      offerNext(tools(), opening, by),
      offerNext(tools(), opening, by),
    ]);
    await settle();
    expect(await statuses(ada, ben)).toEqual(['waiting', 'offered']);
    expect((await entry(ben)).offer.startsAt).toBe('2031-03-05T15:00:00.000Z');
    expect((await tools().load(agenda, key)).state.holds).toHaveLength(1);
  });
});
