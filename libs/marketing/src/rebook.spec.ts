import type {
  AppointmentBooked,
  AppointmentCancelled,
  VisitCompleted,
  VisitSettled,
  VisitVoided,
} from '@chignon/contracts';
import { MessageRequested, publication } from '@chignon/contracts';
import type { RecordedEvent, Tools } from '@chignon/eventing';
import { fixedFacts, given, perform, stateAfter } from '@chignon/eventing/testing';
import fc from 'fast-check';
import { rebookAnnouncements } from './marketing.announcements.js';
import { planRebooking } from './marketing.effects.js';
import { plannedMessages, type PlannedMessage } from './planned-messages.view.js';
import type { Plan, RebookEvent } from './rebook-events.js';
import { rebook, type RebookCommand } from './rebook-ledger.js';
import { DEFAULT_REBOOK_RULES as rules } from './rebook-rules.js';
import { medianDays, rhythmOf } from './rhythm.js';

const zone = 'Asia/Shanghai';
const now = '2026-03-01T09:00:00.000Z';
const facts = fixedFacts(now);
const visit = (visitId: string, businessDate: string, serviceGroups = ['cut']) => ({
  visitId,
  storeId: 's1',
  zone,
  businessDate,
  at: `${businessDate}T06:00:00.000Z`,
  serviceGroups,
});
const note = (...of: Parameters<typeof visit>): RebookCommand => ({
  type: 'NoteVisit',
  ...visit(...of),
  rules,
});

/** Runs commands one after another at an instant. */
const after = (
  commands: readonly RebookCommand[],
  at = now,
  events: readonly RebookEvent[] = [],
): RebookEvent[] =>
  commands.reduce<RebookEvent[]>(
    (log, command) => [...log, ...given(rebook, 'c1', log).when(command, fixedFacts(at)).events()],
    [...events],
  );
const stateOf = (log: readonly RebookEvent[]) => stateAfter(rebook, 'c1', log, now);
const planned = (log: readonly RebookEvent[]) =>
  [...stateOf(log).messages.values()].filter((message) => message.status === 'planned');
const last = <T extends RebookEvent['type']>(log: readonly RebookEvent[], type: T) =>
  log.filter((e) => e.type === type).at(-1)?.data as Extract<RebookEvent, { type: T }>['data'];

describe('R-CM-03 the interval is the median of the last five gaps of one service group', () => {
  it('takes the middle; of an even number the mean, half a day rounded up', () => {
    expect(medianDays([])).toBeUndefined();
    expect(medianDays([30])).toBe(30);
    expect(medianDays([28, 35, 90])).toBe(35);
    expect(medianDays([28, 35])).toBe(32);
    expect(medianDays([10, 20, 30, 41])).toBe(25);
  });

  it('is the value that at least half of the gaps do not exceed and half are not below', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
        (gaps) => {
          const median = medianDays(gaps)!;
          expect(gaps.filter((gap) => gap <= median).length * 2).toBeGreaterThanOrEqual(
            gaps.length,
          );
          expect(gaps.filter((gap) => gap >= median - 1).length * 2).toBeGreaterThanOrEqual(
            gaps.length,
          );
        },
      ),
    );
  });

  it('counts five gaps, business days, a day once, in any order, across a clock change', () => {
    const rhythm = rhythmOf(
      'cut',
      [
        '2026-01-01',
        '2025-01-01',
        '2025-12-02',
        '2025-11-02',
        '2025-10-03',
        '2025-09-03',
        '2025-08-04',
        '2026-01-01',
      ],
      'America/Winnipeg',
      rules,
    );
    expect(rhythm.gapsDays).toEqual([30, 30, 30, 30, 30]);
    expect(rhythm).toMatchObject({
      basis: 'own',
      intervalDays: 30,
      lastVisitOn: '2026-01-01',
      ruleVersion: 'rebook-1',
    });
    expect(rhythm.dueAt).toBe('2026-01-24T16:00:00.000Z');
    expect(rhythmOf('cut', ['2026-02-20', '2026-03-20'], 'America/Winnipeg', rules).dueAt).toBe(
      '2026-04-10T15:00:00.000Z',
    );
  });

  it('falls back to the interval of the group, then of the rules, and is never due before the next day', () => {
    expect(rhythmOf('colour', ['2026-01-01'], zone, rules)).toMatchObject({
      basis: 'default',
      gapsDays: [],
      intervalDays: 42,
    });
    expect(rhythmOf('tattoo', ['2026-01-01'], zone, rules).intervalDays).toBe(rules.fallbackDays);
    expect(rhythmOf('cut', ['2026-01-01', '2026-01-05'], zone, rules).dueAt).toBe(
      '2026-01-06T02:00:00.000Z',
    );
  });
});

describe('CM-05 a rebook message a week before the personal interval is over', () => {
  const rhythmic = [note('v1', '2026-01-01'), note('v2', '2026-01-31'), note('v3', '2026-03-01')];

  it('is planned once per occurrence; the older plan leaves with the next visit', () => {
    const log = after(rhythmic);
    expect(planned(log)).toEqual([
      expect.objectContaining({
        messageId: 'rebook.c1.cut.v3',
        occurrence: 'cut:v3',
        intervalDays: 30,
        dueAt: '2026-03-24T02:00:00.000Z',
        validUntil: '2026-03-31T02:00:00.000Z',
        storeId: 's1',
      }),
    ]);
    given(rebook, 'c1', log).when(note('v3', '2026-03-01'), facts).then([]);
    expect(last(log, 'MessageWithdrawn')).toMatchObject({
      occurrence: 'cut:v2',
      reason: 'visited-again',
    });
    expect(planned(after([note('v4', '2026-03-02')], now, log)).map((m) => m.occurrence)).toEqual([
      'cut:v4',
    ]);
  });

  it('keeps groups apart, and adds groups that only the bill knows', () => {
    const log = after([note('v1', '2026-03-01'), note('v1', '2026-03-01', ['colour', 'cut'])]);
    expect(planned(log).map((m) => m.occurrence)).toEqual(['cut:v1', 'colour:v1']);
    expect(stateOf(log).visits).toEqual([visit('v1', '2026-03-01', ['cut', 'colour'])]);
  });

  it('R-CM-03 stops on a booking of the group, and only then', () => {
    const book = (startsAt: string, serviceGroups: string[]): RebookCommand => ({
      type: 'StopOnBooking',
      appointmentId: 'a1',
      startsAt,
      serviceGroups,
      rules,
    });
    const log = after(rhythmic);
    expect(planned(after([book('2026-03-20T02:00:00.000Z', ['cut'])], now, log))).toEqual([]);
    expect(planned(after([book('2026-03-20T02:00:00.000Z', ['nails'])], now, log))).toHaveLength(1);
    given(rebook, 'c1', log)
      .when(book('2018-03-20T02:00:00.000Z', ['cut']), facts)
      .then([]);
    expect(
      last(after([book('2026-03-20T02:00:00.000Z', ['cut']), ...rhythmic]), 'RebookEvaluated')
        .outcome,
    ).toBe('booked');
  });

  it('is planned again, under the same id, when the booking is cancelled or moved to another service', () => {
    const book = (serviceGroups: string[]): RebookCommand => ({
      type: 'StopOnBooking',
      appointmentId: 'a1',
      startsAt: '2026-03-20T02:00:00.000Z',
      serviceGroups,
      rules,
    });
    const log = after([...rhythmic, book(['cut'])]);
    expect(
      planned(
        after([{ type: 'DropBooking', appointmentId: 'a1', reason: 'cancelled', rules }], now, log),
      ).map((m) => m.messageId),
    ).toEqual(['rebook.c1.cut.v3']);
    expect(planned(after([book(['nails'])], now, log)).map((m) => m.messageId)).toEqual([
      'rebook.c1.cut.v3',
    ]);
    given(rebook, 'c1', log)
      .when({ type: 'DropBooking', appointmentId: 'unknown', reason: 'missed', rules }, facts)
      .then([]);
  });

  it('the appointment that a visit kept is no future booking, in whatever order both are heard', () => {
    const booking: RebookCommand = {
      type: 'StopOnBooking',
      appointmentId: 'a1',
      startsAt: '2026-03-02T09:00:00.000Z',
      serviceGroups: ['cut'],
      rules,
    };
    const kept = { ...note('v1', '2026-03-01'), appointmentId: 'a1' } as RebookCommand;
    for (const commands of [
      [booking, kept],
      [kept, booking],
    ])
      expect(planned(after(commands))).toMatchObject([{ visitId: 'v1' }]);
  });

  it('a voided visit gives the occurrence back to the visit before', () => {
    const log = after([...rhythmic, { type: 'TakeVisitOut', visitId: 'v3', rules }]);
    expect(last(log, 'MessageWithdrawn')).toMatchObject({
      occurrence: 'cut:v3',
      reason: 'visit-voided',
    });
    expect(last(log, 'RebookEvaluated')).toMatchObject({
      occurrence: 'cut:v2',
      gapsDays: [30],
      outcome: 'planned',
    });
    expect(planned(log).map((m) => m.occurrence)).toEqual(['cut:v2']);
    given(rebook, 'c1', log).when({ type: 'TakeVisitOut', visitId: 'v3', rules }, facts).then([]);
    expect(
      planned(after([note('v1', '2026-03-01'), { type: 'TakeVisitOut', visitId: 'v1', rules }])),
    ).toEqual([]);
  });

  it('R-ES-02: a void heard before its visit holds', () => {
    const log = after([{ type: 'TakeVisitOut', visitId: 'v1', rules }, note('v1', '2026-03-01')]);
    expect(log.map(({ type }) => type)).toEqual(['VisitTakenOut']);
    given(rebook, 'c1', log).when({ type: 'TakeVisitOut', visitId: 'v1', rules }, facts).then([]);
  });

  it('K4: a service group may be called as the language calls things', () => {
    expect(
      last(after([note('v1', '2026-03-01', ['constructor'])]), 'RebookEvaluated'),
    ).toMatchObject({ basis: 'default', intervalDays: rules.fallbackDays });
  });

  it('an older visit heard late moves the plan, it does not double it', () => {
    const log = after([note('v3', '2026-03-01'), note('v1', '2026-02-01')]);
    expect(planned(log).map(({ occurrence, dueAt }) => [occurrence, dueAt])).toEqual([
      ['cut:v3', '2026-03-22T02:00:00.000Z'],
    ]);
  });
});

describe('R-CM-05 an evaluation is an event with its inputs; sending is once per occurrence', () => {
  const log = after([note('v1', '2026-01-01'), note('v2', '2026-01-31')]);
  const release: RebookCommand = { type: 'ReleaseMessage', messageId: 'rebook.c1.cut.v2' };
  const due = '2026-02-23T02:00:00.000Z';
  const early = after(
    [note('v1', '2026-01-01'), note('v2', '2026-01-31')],
    '2026-02-01T00:00:00.000Z',
  );

  it('records gaps, interval, rule version and what came of it', () => {
    expect(last(log, 'RebookEvaluated')).toEqual({
      serviceGroup: 'cut',
      visitId: 'v2',
      storeId: 's1',
      occurrence: 'cut:v2',
      gapsDays: [30],
      basis: 'own',
      intervalDays: 30,
      lastVisitOn: '2026-01-31',
      dueAt: due,
      validUntil: '2026-03-02T02:00:00.000Z',
      ruleVersion: 'rebook-1',
      outcome: 'planned',
    });
  });

  it('releases when due, once', () => {
    given(rebook, 'c1', early).when(release, fixedFacts('2026-02-23T01:59:59.999Z')).then([]);
    const sent = after([release, release], due, early);
    expect(sent.filter((e) => e.type === 'MessageReleased')).toHaveLength(1);
    expect(
      last(
        after(
          [note('v2', '2026-01-31', ['cut']), { type: 'TakeVisitOut', visitId: 'none', rules }],
          due,
          sent,
        ),
        'RebookEvaluated',
      ).outcome,
    ).toBe('planned');
    const again = after(
      [note('v9', '2026-02-24'), { type: 'TakeVisitOut', visitId: 'v9', rules }],
      '2026-02-24T09:00:00.000Z',
      sent,
    );
    expect(last(again, 'RebookEvaluated')).toMatchObject({
      occurrence: 'cut:v2',
      outcome: 'already-released',
    });
    expect(planned(again)).toEqual([]);
  });

  it('a message kept past its validity is dropped, not sent', () => {
    const late = after([release], '2026-03-02T02:00:00.001Z', early);
    expect(late.at(-1)).toMatchObject({ type: 'MessageWithdrawn', data: { reason: 'stale' } });
  });

  it('imported history is evaluated and never planned, whatever its order', () => {
    const history = fc.uniqueArray(fc.integer({ min: 1, max: 120 }), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(history, (days) => {
        const visits = days.map((day, i) =>
          note(
            `v${i}`,
            `2018-0${3 + Math.floor(day / 31)}-${String((day % 28) + 1).padStart(2, '0')}`,
          ),
        );
        const imported = after(visits);
        expect(
          imported.some((e) => e.type === 'MessagePlanned' || e.type === 'MessageReleased'),
        ).toBe(false);
        expect(imported.filter((e) => e.type === 'RebookEvaluated')).toHaveLength(days.length);
      }),
      { numRuns: 30 },
    );
  });

  it('at any time at most one message a group is planned, and none is released twice', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((d) => `2026-02-${String(d).padStart(2, '0')}`);
    const id = fc.constantFrom('1', '2', '3', '4');
    const groups = fc.constantFrom<string[]>(['cut'], ['cut', 'colour'], ['colour']);
    const command: fc.Arbitrary<RebookCommand> = fc.oneof(
      fc.record({ id, day, groups }).map((v) => note(`v${v.id}`, v.day, v.groups)),
      id.map((i): RebookCommand => ({ type: 'TakeVisitOut', visitId: `v${i}`, rules })),
      fc.record({ id, day, groups }).map((b): RebookCommand => ({
        type: 'StopOnBooking',
        appointmentId: `a${b.id}`,
        startsAt: `${b.day.replace('-02-', '-03-')}T10:00:00.000Z`,
        serviceGroups: b.groups,
        rules,
      })),
      id.map((i): RebookCommand => ({
        type: 'DropBooking',
        appointmentId: `a${i}`,
        reason: 'cancelled',
        rules,
      })),
      fc.record({ id, group: fc.constantFrom('cut', 'colour') }).map((m): RebookCommand => ({
        type: 'ReleaseMessage',
        messageId: `rebook.c1.${m.group}.v${m.id}`,
      })),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(command, fc.integer({ min: 0, max: 40 })), { maxLength: 25 }),
        (steps) => {
          let log: RebookEvent[] = [];
          for (const [wish, days] of steps) {
            log = after(
              [wish],
              new Date(Date.parse('2026-02-15T00:00:00.000Z') + days * 86_400_000).toISOString(),
              log,
            );
            const open = planned(log).map((m) => m.serviceGroup);
            expect(new Set(open).size).toBe(open.length);
          }
          const released = log
            .filter((e) => e.type === 'MessageReleased')
            .map((e) => (e.data as Plan).messageId);
          expect(new Set(released).size).toBe(released.length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a released message is asked for by ids and facts only', () => {
    const plan = planned(early)[0]!;
    const { status: _status, ...data } = plan;
    expect(
      rebookAnnouncements['MessageReleased']!({
        stream: 'rebook-c1',
        data,
      } as unknown as RecordedEvent),
    ).toEqual(
      publication(MessageRequested, 'c1', {
        messageId: 'rebook.c1.cut.v2',
        customerId: 'c1',
        campaign: 'rebook',
        occurrence: 'cut:v2',
        purpose: 'marketing',
        template: 'rebook-reminder',
        facts: { serviceGroup: 'cut', lastVisitOn: '2026-01-31', intervalDays: 30 },
        storeId: 's1',
        validUntil: '2026-03-02T02:00:00.000Z',
      }),
    );
  });
});

describe('CM-05 what is heard becomes wishes for the ledger', () => {
  const heard = async (type: string, data: object) => {
    const asked: unknown[] = [];
    const tools = {
      documents: { get: () => Promise.resolve(undefined) },
      execute: (_ledger: unknown, key: string, command: RebookCommand, cause: { input: unknown }) =>
        Promise.resolve(void asked.push([key, command, cause.input])),
    };
    const meta = { correlationId: 'x', effectiveAt: now };
    const event = { id: 'e', type, version: 1, data, meta } as never;
    await perform(planRebooking, event, tools as unknown as Tools);
    return asked;
  };
  const facts = {
    visitId: 'v1',
    storeId: 's1',
    customerId: 'c1',
    zone,
    businessDate: '2026-03-01',
  };

  it('from visits and bookings, with the rules in force; the input is what was heard alone', async () => {
    const wish = { type: 'NoteVisit', ...visit('v1', '2026-03-01', ['colour', 'cut']), at: now };
    const services = [
      { serviceGroup: 'cut' },
      { serviceGroup: 'colour' },
      { serviceGroup: 'cut' },
    ] as VisitCompleted['services'];
    expect(await heard('VisitCompleted', { ...facts, completedAt: now, services })).toEqual([
      ['c1', { ...wish, rules }, wish],
    ]);
    const lines = [
      { kind: 'service', serviceGroup: 'cut', quantityMilli: 1000 },
      { kind: 'product', quantityMilli: 1000 },
      { kind: 'service', serviceGroup: 'colour', quantityMilli: -1000 },
    ] as VisitSettled['lines'];
    expect(await heard('VisitSettled', { ...facts, settledAt: now, lines })).toEqual([
      ['c1', { ...wish, serviceGroups: ['cut'], rules }, { ...wish, serviceGroups: ['cut'] }],
    ]);
    expect(await heard('VisitVoided', { ...facts } as VisitVoided)).toEqual([
      ['c1', { type: 'TakeVisitOut', visitId: 'v1', rules }, expect.anything()],
    ]);
    const booking = {
      appointmentId: 'a1',
      customerId: 'c1',
      startsAt: now,
      lines: [{ serviceGroup: 'cut' }],
    } as AppointmentBooked;
    expect(await heard('AppointmentRescheduled', booking)).toEqual([
      [
        'c1',
        {
          type: 'StopOnBooking',
          appointmentId: 'a1',
          startsAt: now,
          serviceGroups: ['cut'],
          rules,
        },
        expect.anything(),
      ],
    ]);
    expect(await heard('AppointmentReinstated', booking)).toEqual(
      await heard('AppointmentBooked', booking),
    );
    expect(await heard('AppointmentCancelled', booking as unknown as AppointmentCancelled)).toEqual(
      [
        [
          'c1',
          { type: 'DropBooking', appointmentId: 'a1', reason: 'cancelled', rules },
          expect.anything(),
        ],
      ],
    );
  });

  it('nothing from the anonymous, nothing from a bill without services', async () => {
    expect(await heard('VisitVoided', { ...facts, customerId: undefined })).toEqual([]);
    expect(await heard('VisitSettled', { ...facts, settledAt: now, lines: [] })).toEqual([]);
  });
});

describe('marketing.planned-messages', () => {
  it('shows a message through its life', () => {
    const log = after([note('v1', '2026-03-01'), { type: 'TakeVisitOut', visitId: 'v1', rules }]);
    let message: PlannedMessage | undefined;
    const shown: (string | undefined)[] = [];
    for (const { type, data } of log) {
      const event = { type, data, stream: 'rebook-c1', meta: { recordedAt: now } };
      for (const id of plannedMessages.on[type]?.ids(event) ?? [])
        shown.push((message = plannedMessages.on[type]!.fold(message, event, id))?.status);
    }
    expect(shown).toEqual(['planned', 'withdrawn']);
    expect(message).toMatchObject({
      id: 'rebook.c1.cut.v1',
      customerId: 'c1',
      reason: 'visit-voided',
      plannedAt: now,
      endedAt: now,
    });
  });
});
