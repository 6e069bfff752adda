import type { ApiAnswer, ApiClient } from '@chignon/client';
import { randomUUID } from 'node:crypto';
import type { Cluster } from './cluster.js';

const STORE = 'race';
const everyDay = (from: string, to: string) =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, to }));
const dayAhead = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
/** Half-hour starts from eight in the morning on, day after day. */
const startOf = (n: number): string =>
  `${dayAhead(30 + Math.floor(n / 20))}T${String(8 + ((n % 20) >> 1)).padStart(2, '0')}:${n % 2 ? '30' : '00'}`;

/**
 * Two processes of booking behind two gateways, on the same ledgers: neither knows of the other but through them. One of each is started beside those of a
 * cluster that runs already.
 * @param started the cluster, asked for when the tests begin
 */
export const declareRaces = (started: () => Cluster): void =>
  describe('two gateways and two booking processes on real engines', () => {
    let cluster: Cluster;
    let doors: ApiClient[];

    let people: string[];
    beforeAll(async () => {
      cluster = started();
      const booking = await cluster.replica('booking');
      const gateway = await cluster.replica('gateway', {
        BOOKING_URL: `http://127.0.0.1:${booking.port}`,
      });
      const token = await cluster.token({ role: 'chain-ops' });
      doors = [cluster.gatewayUrl, `http://127.0.0.1:${gateway.port}`].map((url) =>
        cluster.client(url, token),
      );
      const [door] = doors as [ApiClient];
      await door.put(`/v1/booking/stores/${STORE}`, {
        regionId: 'r1',
        name: 'Race',
        zone: 'Europe/Amsterdam',
        currency: 'EUR',
        openingHours: everyDay('08:00', '18:00'),
        pools: [{ pool: 'chair', capacity: 1 }],
        checkInDaysAhead: 60,
        waitlist: { policy: 'broadcast-first-to-accept' },
      });
      await door.put('/v1/booking/services/race-cut', {
        name: 'Cut',
        category: 'hair',
        serviceGroup: 'cut',
        priceCents: 3000,
        place: { match: 'all', pools: ['chair'] },
        phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
      });
      await door.put('/v1/booking/staff/race-ann', {
        displayName: 'Ann',
        storeIds: [STORE],
        skills: [],
      });
      await door.put('/v1/booking/staff/race-ann/shifts', {
        patterns: [{ storeId: STORE, validFrom: '2020-01-01', shifts: everyDay('08:00', '18:00') }],
      });
      people = await Promise.all(
        Array.from(
          { length: 60 },
          async (_, n) =>
            (
              await door.post<{ id: string }>(
                '/v1/customers',
                { name: `Racer ${n}`, homeStoreId: STORE },
                `racer-${n}`,
              )
            ).id,
        ),
      );
      await cluster.settle();
    });

    /** Asks both doors at once, as often as said, and gives all answers. */
    const race = (
      times: number,
      path: string,
      body: (n: number) => unknown,
    ): Promise<ApiAnswer[]> =>
      Promise.all(
        Array.from({ length: times }, (_, n) =>
          doors[n % 2]!.ask('POST', path, body(n), { 'idempotency-key': randomUUID() }),
        ),
      );
    const tally = (answers: readonly ApiAnswer[]) =>
      answers.map(({ status, body }) => `${status}${status < 300 ? '' : ` ${body.code}`}`).sort();

    it('B1 R-BK-20 BK-22 fifty slots wanted through both: each has one winner', async () => {
      for (let n = 0; n < 50; n++) {
        const wish = (i: number) => ({
          storeId: STORE,
          startsAt: startOf(n),
          services: [{ serviceId: 'race-cut' }],
          customerId: people[(4 * n + i) % people.length]!,
        });
        const answers =
          n % 2
            ? await race(4, '/v1/booking/holds', wish)
            : await race(4, '/v1/booking/appointments', wish);
        expect({ n, answers: tally(answers) }).toEqual({
          n,
          answers: ['201', '409 slot-taken', '409 slot-taken', '409 slot-taken'],
        });
      }
      await cluster.settle();
      const days = [...new Set(Array.from({ length: 50 }, (_, n) => startOf(n).slice(0, 10)))];
      const sheets = await Promise.all(
        days.map((day) => doors[1]!.get(`/v1/booking/stores/${STORE}/days/${day}`)),
      );
      expect(sheets.flatMap((sheet) => sheet.appointments)).toHaveLength(25);
      expect(sheets.flatMap((sheet) => sheet.holds)).toHaveLength(25);
    });

    it('BK-30 B3 one hold confirmed and released through both ends once', async () => {
      const { holdId } = await doors[0]!.post('/v1/booking/holds', {
        storeId: STORE,
        startsAt: startOf(60),
        services: [{ serviceId: 'race-cut' }],
        customerId: people[0]!,
      });
      const [confirmed, released] = await Promise.all([
        doors[0]!.ask(
          'POST',
          '/v1/booking/appointments',
          { holdId },
          { 'idempotency-key': 'confirm' },
        ),
        doors[1]!.ask('POST', `/v1/booking/holds/${holdId}/release`, undefined, {
          'idempotency-key': 'release',
        }),
      ]);
      expect([confirmed.status === 201, released.status === 200].filter(Boolean)).toHaveLength(1);
    });

    it('BK-24 forty registrations through both for seven seats: seven have one', async () => {
      const { eventId } = await doors[0]!.post('/v1/booking/salon-events', {
        storeId: STORE,
        code: 'looks',
        title: 'Looks',
        kind: 'evening',
        startsAt: `${dayAhead(20)}T19:00`,
        endsAt: `${dayAhead(20)}T22:00`,
        seats: 7,
      });
      const answers = await race(40, `/v1/booking/salon-events/${eventId}/registrations`, (n) => ({
        customerId: people[n]!,
        channel: 'web',
      }));
      // Who lost the race for the ledger five times is told to try again, and had no seat either.
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(7);
      expect(
        answers.every(
          ({ status, body }) =>
            status === 201 || body.code === 'event-full' || body.code === 'too-many-conflicts',
        ),
      ).toBe(true);
      expect(await doors[1]!.get(`/v1/booking/salon-events/${eventId}`)).toMatchObject({
        seats: 7,
        taken: 7,
      });
    });

    it('B8 a freed slot accepted through both: one winner', async () => {
      const startsAt = startOf(70);
      const { appointmentId } = await doors[0]!.post('/v1/booking/appointments', {
        storeId: STORE,
        startsAt,
        services: [{ serviceId: 'race-cut' }],
        customerId: people[0]!,
      });
      const date = startsAt.slice(0, 10);
      const entries = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          doors[n % 2]!.post('/v1/booking/waitlist', {
            customerId: people[1 + n]!,
            storeIds: [STORE],
            services: [{ serviceId: 'race-cut' }],
            windows: [{ from: date, to: date }],
          }),
        ),
      );
      await cluster.settle();
      await doors[1]!.post(`/v1/booking/appointments/${appointmentId}/cancel`, {
        by: 'customer',
        reason: 'ill',
      });
      await cluster.settle();
      const offered = await Promise.all(
        entries.map(({ entryId }) => doors[0]!.get(`/v1/booking/waitlist/${entryId}`)),
      );
      const answers = await Promise.all(
        offered.map(({ entryId, offer }, n) =>
          doors[n % 2]!.ask(
            'POST',
            `/v1/booking/waitlist/${entryId}/accept`,
            { offerId: offer.offerId },
            { 'idempotency-key': `accept-${entryId}` },
          ),
        ),
      );
      expect(tally(answers)).toEqual([
        '200',
        ...Array.from({ length: 9 }, () => '409 offer-taken'),
      ]);
    });

    it('R-BK-32 R-VS-03 a bill checked out through both doors with its deposit, while the owner is away too: once', async () => {
      await doors[0]!.put('/v1/booking/deposit-rules/race', {
        kind: 'fixed',
        amountCents: 1000,
        storeIds: [STORE],
        channels: ['app'],
        payWithinMinutes: 600,
      });
      const { appointmentId } = await doors[0]!.post('/v1/booking/appointments', {
        storeId: STORE,
        startsAt: startOf(80),
        services: [{ serviceId: 'race-cut' }],
        customerId: people[0]!,
        channel: 'app',
      });
      await cluster.settle();
      const at = `/v1/booking/appointments/${appointmentId}`;
      await doors[0]!.post(`${at}/deposit/payments`, { method: 'cash' });
      const { visitId } = await doors[1]!.post(`${at}/check-in`, {});
      await doors[0]!.post(`/v1/booking/visits/${visitId}/complete`, {});
      const tenders = [
        { kind: 'deposit', cents: 1000 },
        { kind: 'card', cents: 2000 },
      ];
      const checkout = (door: number, key: string) =>
        doors[door]!.ask('POST', '/v1/checkout', { visitId, tenders }, { 'idempotency-key': key });
      // The first door's booking is dead: the till is told, and nothing is done.
      await cluster.services['booking']!.kill();
      expect(await checkout(0, 'till-0')).toMatchObject({
        status: 502,
        body: { code: 'service-away', tender: 'deposit' },
      });
      const answers = [checkout(1, 'till-1'), checkout(1, 'till-1'), checkout(1, 'till-2')];
      await cluster.services['booking']!.start();
      const all = await Promise.all([...answers, checkout(0, 'till-0'), checkout(0, 'till-1')]);
      expect(tally(all)).toEqual(['200', '200', '200', '200', '200']);
      expect(new Set(all.map(({ body }) => JSON.stringify(body.reserved))).size).toBe(1);
      await cluster.settle();
      expect(await doors[1]!.get(`${at}/deposit`)).toMatchObject({
        paidCents: 1000,
        appliedCents: 1000,
        heldCents: 0,
      });
      expect((await doors[0]!.get(`/v1/booking/visits/${visitId}`)).settlements).toHaveLength(1);
    });

    it('L4 every chain is whole afterwards', async () => {
      expect((await doors[0]!.post('/v1/booking/operations/verify')).findings).toEqual([]);
    });
  });
