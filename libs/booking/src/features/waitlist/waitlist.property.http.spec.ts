import fc from 'fast-check';
import { dateAfter, msOfIso } from '@chignon/calendar';
import { Clock } from '@chignon/service-kit/testing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, heldForOpening, occupies } from '../../agenda/appointment/appointment.js';
import { everyDay, type Salon, salon } from '../../testing.http.js';
import { waitlist } from './waitlist-ledger.js';

// B8: whatever is cancelled, offered, answered and left unanswered, at once and one after another, against the real thing.

let at: Salon;
const clock = new Clock();
clock.set('2031-01-06T13:00:00.000Z');
const tools = () => at.platform.host.runtimes.get('booking')!.tools;
beforeAll(async () => {
  at = await salon({ clock });
  for (const [id, waitlistTerms] of [
    ['line', {}],
    ['crowd', { policy: 'broadcast-first-to-accept' }],
    ['rich', { policy: 'highest-value', replyMinutes: 10 }],
  ] as const) {
    await at.put(`stores/${id}`, {
      regionId: 'r1',
      name: id,
      zone: 'UTC',
      currency: 'USD',
      openingHours: everyDay.map((weekday) => ({ weekday, from: '10:00', to: '12:00' })),
      pools: [{ pool: 'chair', capacity: 2 }],
      waitlist: waitlistTerms,
    });
    await at.put(`staff/${id}-ann`, {
      displayName: 'Ann',
      storeIds: [id],
      skills: [{ skill: 'cut', level: 2 }],
    });
    await at.put(`staff/${id}-ann/shifts`, {
      patterns: [
        {
          storeId: id,
          validFrom: '2020-01-01',
          shifts: everyDay.map((weekday) => ({ weekday, from: '10:00', to: '12:00', breaks: [] })),
        },
      ],
    });
  }
}, 60_000);
afterAll(async () => {
  await at.close();
});

const PEOPLE = 5;
const BOOKED = ['10:00', '10:30', '11:00', '11:30'];
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('cancel' as const), n: fc.nat(BOOKED.length - 1) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('accept' as const, 'decline' as const),
      n: fc.nat(PEOPLE - 1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('withdraw' as const, 'release' as const, 'confirm' as const),
      n: fc.nat(PEOPLE - 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('walk-in' as const), n: fc.nat(7) }) },
);
const round = fc.oneof(
  { weight: 4, arbitrary: fc.array(act, { minLength: 1, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.record({ wait: fc.constantFrom(5, 10, 31) }) },
);

describe('B8 one winner for each freed slot', () => {
  let runs = 0;
  it('whatever happens, in whatever order and at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('line', 'crowd', 'rich'),
        fc.array(round, { minLength: 3, maxLength: 7 }),
        async (store, rounds) => {
          const run = ++runs;
          const date = dateAfter('2031-06-01', run);
          const book = (time: string, customerId: string) =>
            at.post('appointments', {
              storeId: store,
              startsAt: `${date}T${time}`,
              services: [{ serviceId: 'cut' }],
              customerId,
            });
          const taken: string[] = [];
          for (const [i, time] of BOOKED.entries())
            taken.push((await book(time, `t${i}`)).body.appointmentId);
          const people: string[] = [];
          for (let i = 0; i < PEOPLE; i++)
            people.push(
              (
                await at.post('waitlist', {
                  customerId: `w${i}`,
                  storeIds: [store],
                  services: [{ serviceId: i === 3 ? 'long' : 'cut' }],
                  windows: [{ from: date, to: date }],
                })
              ).body.entryId,
            );
          const offerOf = async (n: number) =>
            (await at.get(`waitlist/${people[n]}`)).body.offer?.offerId ?? 'none';
          const load = async () => (await tools().load(agenda, agendaKey(store, date))).state;
          const holdAt = async (n: number) =>
            [...(await load()).entries.values()].filter((e) => e.appointment.waitlist)[n]
              ?.appointment.appointmentId ?? `${store}.${date}.none`;
          const doIt = async ({ do: what, n }: { do: string; n: number }) => {
            if (what === 'cancel')
              return at.post(`appointments/${taken[n]}/cancel`, { by: 'customer', reason: 'ill' });
            if (what === 'walk-in')
              return book(`${10 + Math.floor(n / 4)}:${['00', '15', '30', '45'][n % 4]}`, 'walker');
            if (what === 'release') return at.post(`holds/${await holdAt(n)}/release`);
            if (what === 'confirm') return at.post('appointments', { holdId: await holdAt(n) });
            if (what === 'withdraw') return at.post(`waitlist/${people[n]}/withdraw`);
            return at.post(`waitlist/${people[n]}/${what}`, { offerId: await offerOf(n) });
          };
          for (const acts of rounds) {
            if (Array.isArray(acts))
              for (const { status } of await Promise.all(acts.map(doIt)))
                expect(status).toBeLessThan(500);
            else {
              clock.set(Date.parse(clock.now()) + acts.wait * 60_000);
              await at.platform.host.runtimes.get('booking')!.runJob('booking.waitlist');
            }
            await at.platform.settle();
            await holds(await load(), people);
          }
          expect(at.platform.host.runtimes.get('booking')!.status().deadLetters).toBe(0);
        },
      ),
      { numRuns: 15 },
    );
  }, 240_000);
});

/** What must be true after every round: looked up in the agenda and in the entries, not in what was answered. */
async function holds(
  state: Awaited<ReturnType<typeof agenda.initial>>,
  people: readonly string[],
): Promise<void> {
  const nowMs = msOfIso(clock.now());
  const active = [...state.entries.values()].filter(
    (e) => occupies(e.status) && !(e.status === 'held' && e.expiresAtMs! <= nowMs),
  );
  for (const [i, one] of active.entries())
    for (const other of active.slice(i + 1))
      expect(
        one.appointment.startMs < other.appointment.endMs &&
          other.appointment.startMs < one.appointment.endMs,
      ).toBe(false);
  for (const {
    appointment: { waitlist: mark },
  } of active)
    if (mark && heldForOpening(state, mark.openingId, nowMs))
      expect(
        active.filter(
          (e) => e.status === 'held' && e.appointment.waitlist?.openingId === mark.openingId,
        ),
      ).toHaveLength(1);
  const won: string[] = [];
  for (const id of people) {
    const { state: entry } = await tools().load(waitlist, id);
    expect(
      [...entry.offers.values()].filter((o) => o.status === 'open').length,
    ).toBeLessThanOrEqual(1);
    expect(entry.status).not.toBe('accepting');
    if (entry.status !== 'fulfilled') continue;
    won.push(entry.appointmentId!);
    expect(state.entries.get(entry.appointmentId!)).toMatchObject({
      status: 'booked',
      appointment: { customerId: entry.entry!.customerId },
    });
  }
  expect(new Set(won).size).toBe(won.length);
}
