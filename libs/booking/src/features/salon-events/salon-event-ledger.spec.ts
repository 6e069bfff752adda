import { DAY_MS, HOUR_MS, isoOf, msOfIso } from '@chignon/calendar';
import { given, stateAfter } from '@chignon/eventing/testing';
import { type SalonEventCommand, salonEvents } from './salon-event-ledger.js';
import type { Party, SalonEventEvent, SalonEventPlan } from './salon-event.js';
import { clock, facts, NOW, plan, planned, register, START } from './salon-event-ledger.testing.js';

const party = (n: number, partySize = 1): Party => ({
  registrationId: `r${n}`,
  customerId: `c${n}`,
  partySize,
  channel: 'web',
});
const has = (n: number, partySize = 1): SalonEventEvent => ({
  type: 'SeatsRegistered',
  data: { ...party(n, partySize), facts },
});
const waits = (n: number, partySize = 1): SalonEventEvent => ({
  type: 'SeatsAwaited',
  data: { ...party(n, partySize), facts },
});
const after = (events: readonly SalonEventEvent[]) => given(salonEvents, 'e1', events);
const cancel = (n: number): SalonEventCommand => ({
  type: 'CancelRegistration',
  registrationId: `r${n}`,
  by: 'customer',
  reason: 'ill',
});

describe('BK-24 a salon event', () => {
  it.each<[string, Partial<SalonEventPlan>]>([
    ['dates-reversed', { endMs: START }],
    ['event-too-long', { endMs: START + 8 * DAY_MS }],
    [
      'start-too-far',
      { startMs: START + 100 * 366 * DAY_MS, endMs: START + 100 * 366 * DAY_MS + HOUR_MS },
    ],
    ['start-in-past', { startMs: msOfIso(NOW) - 2 * HOUR_MS, endMs: msOfIso(NOW) }],
    ['dates-reversed', { opensMs: START, closesMs: START }],
    ['registration-after-end', { closesMs: START + 4 * HOUR_MS }],
  ])('is refused with %s', (code, more) =>
    after([])
      .when({ type: 'PlanSalonEvent', plan: plan(more) }, clock())
      .thenRefused(code),
  );
  it('is planned once, and the same change again changes nothing', () => {
    after([]).when({ type: 'PlanSalonEvent', plan: plan() }, clock()).then([planned()]);
    after([planned()])
      .when({ type: 'PlanSalonEvent', plan: plan() }, clock())
      .thenRefused('event-planned-already');
    after([planned()]).when({ type: 'ChangeSalonEvent', plan: plan() }, clock()).then([]);
    after([])
      .when({ type: 'ChangeSalonEvent', plan: plan() }, clock())
      .thenRefused('salon-event-not-found');
  });
  it('never has fewer seats than are taken; more seats move up who waits', () => {
    const full: SalonEventEvent[] = [planned(), has(1, 3), has(2), waits(3, 2), waits(4)];
    after(full)
      .when({ type: 'ChangeSalonEvent', plan: plan({ seats: 3 }) }, clock())
      .thenRefused('seats-below-registrations');
    after(full)
      .when({ type: 'ChangeSalonEvent', plan: plan({ seats: 6 }) }, clock())
      .thenTypes('SalonEventChanged', 'RegistrationMovedUp');
    after(full)
      .when({ type: 'ChangeSalonEvent', plan: plan({ seats: 7 }) }, clock())
      .thenTypes('SalonEventChanged', 'RegistrationMovedUp', 'RegistrationMovedUp');
  });
});

describe('BK-24 registration', () => {
  it('takes seats, then the waiting list, else says how many are left', () => {
    after([planned(), has(1, 3)])
      .when(register('c2'), clock())
      .then([
        {
          type: 'SeatsRegistered',
          data: { registrationId: 'r-id-1', customerId: 'c2', partySize: 1, channel: 'web', facts },
        },
      ]);
    after([planned(), has(1, 3)])
      .when(register('c2', 2), clock())
      .thenTypes('SeatsAwaited');
    after([planned({ waitingList: false }), has(1, 3)])
      .when(register('c2', 2), clock())
      .thenRefused('event-full');
    after([planned()]).when(register('c2', 5), clock()).thenRefused('party-too-large');
  });
  it('lets nobody jump the queue, and nobody block it for ever', () => {
    after([planned(), has(1, 3), waits(2, 2)])
      .when(register('c3'), clock())
      .thenTypes('SeatsAwaited');
    after([planned({ seats: 3 }), has(1, 2), waits(2, 4)])
      .when(register('c3'), clock())
      .thenTypes('SeatsRegistered');
  });
  it('is one for each customer, seated or waiting, until they cancel', () => {
    after([planned(), has(1)])
      .when(register('c1'), clock())
      .thenRefused('already-registered');
    after([planned(), has(1, 4), waits(2)])
      .when(register('c2'), clock())
      .thenRefused('already-registered');
    after([
      planned(),
      has(1),
      {
        type: 'RegistrationCancelled',
        data: { ...party(1), facts, seated: true, by: 'customer', reason: 'ill' },
      },
    ])
      .when(register('c1'), clock())
      .thenTypes('SeatsRegistered');
  });
  it('is open from `opensMs` until before `closesMs`', () => {
    after([planned()])
      .when(register('c1'), clock('2026-04-01T08:59:59.999Z'))
      .thenRefused('registration-not-open');
    after([planned()])
      .when(register('c1'), clock('2026-04-01T09:00:00.000Z'))
      .thenTypes('SeatsRegistered');
    after([planned()])
      .when(register('c1'), clock(isoOf(START)))
      .thenRefused('registration-closed');
  });
  it('cancelled, its seats go to who waits first, in the same append; once', () => {
    const full: SalonEventEvent[] = [
      planned(),
      has(1, 2),
      has(2, 2),
      waits(3),
      waits(4, 2),
      waits(5),
    ];
    after(full)
      .when(cancel(1), clock())
      .then([
        {
          type: 'RegistrationCancelled',
          data: { ...party(1, 2), facts, seated: true, by: 'customer', reason: 'ill' },
        },
        { type: 'RegistrationMovedUp', data: { ...party(3), facts } },
      ]);
    after(full).when(cancel(4), clock()).thenTypes('RegistrationCancelled');
    after([
      ...full,
      {
        type: 'RegistrationCancelled',
        data: { ...party(1, 2), facts, seated: true, by: 'customer', reason: 'ill' },
      },
    ])
      .when(cancel(1), clock())
      .then([]);
    after(full).when(cancel(9), clock()).thenRefused('registration-not-found');
    after(full)
      .when(cancel(1), clock(isoOf(START)))
      .thenRefused('event-begun');
  });
});

describe('BK-24 attendance and the end', () => {
  const came = (n: number, attended: boolean): SalonEventCommand => ({
    type: 'RecordAttendance',
    registrationId: `r${n}`,
    attended,
  });
  it('is recorded of those who have a seat, from an hour before the start, and may be put right', () => {
    const at = clock(isoOf(START - HOUR_MS));
    after([planned(), has(1)])
      .when(came(1, true), at)
      .then([{ type: 'AttendanceRecorded', data: { ...party(1), facts, attended: true } }]);
    after([
      planned(),
      has(1),
      { type: 'AttendanceRecorded', data: { ...party(1), facts, attended: true } },
    ])
      .when(came(1, true), at)
      .then([]);
    after([
      planned(),
      has(1),
      { type: 'AttendanceRecorded', data: { ...party(1), facts, attended: true } },
    ])
      .when(came(1, false), at)
      .thenTypes('AttendanceRecorded');
    after([planned(), has(1)])
      .when(came(1, true), clock(isoOf(START - HOUR_MS - 1)))
      .thenRefused('event-not-begun');
    after([planned(), has(1, 4), waits(2)])
      .when(came(2, true), at)
      .thenRefused('registration-waiting');
  });
  it('called off: all registrations end, nothing else happens to it', () => {
    const off: SalonEventEvent[] = [planned(), has(1, 4), waits(2)];
    after(off)
      .when({ type: 'CancelSalonEvent', reason: 'speaker-ill' }, clock())
      .thenTypes('RegistrationCancelled', 'RegistrationCancelled', 'SalonEventCancelled');
    const called: SalonEventEvent[] = [
      ...off,
      ...after(off).when({ type: 'CancelSalonEvent', reason: 'speaker-ill' }, clock()).events(),
    ];
    expect(stateAfter(salonEvents, 'e1', called)).toMatchObject({
      status: 'cancelled',
      taken: 0,
      waiting: [],
    });
    after(called).when({ type: 'CancelSalonEvent', reason: 'x' }, clock()).then([]);
    after(called).when(register('c9'), clock()).thenRefused('event-cancelled');
    after(called).when(cancel(1), clock()).then([]);
  });
  it('is over by the clock, and who still waits then waits no longer', () => {
    const events: SalonEventEvent[] = [planned(), has(1, 4), waits(2)];
    after(events)
      .when({ type: 'EndSalonEvent' }, clock(isoOf(START)))
      .thenRefused('event-not-over');
    after(events)
      .when({ type: 'EndSalonEvent' }, clock(isoOf(START + 3 * HOUR_MS)))
      .thenTypes('RegistrationCancelled', 'SalonEventEnded');
    after([...events, { type: 'SalonEventEnded', data: { facts } }])
      .when(came(1, true), clock(isoOf(START + 4 * HOUR_MS)))
      .thenTypes('AttendanceRecorded');
  });
});
