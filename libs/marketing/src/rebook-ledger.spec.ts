import { MessageRequested, publication } from '@chignon/contracts';
import type { RecordedEvent } from '@chignon/eventing';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import fc from 'fast-check';
import { rebookAnnouncements } from './marketing.announcements.js';
import type { Plan, RebookEvent } from './rebook-events.js';
import { rebook, type RebookCommand } from './rebook-ledger.js';
import { DEFAULT_REBOOK_RULES as rules } from './rebook-rules.js';
import { now, facts, visit, note, after } from './rebook.testing.js';

const stateOf = (log: readonly RebookEvent[]) => stateAfter(rebook, 'c1', log, now);
const planned = (log: readonly RebookEvent[]) =>
  [...stateOf(log).messages.values()].filter((message) => message.status === 'planned');
const last = <T extends RebookEvent['type']>(log: readonly RebookEvent[], type: T) =>
  log.filter((e) => e.type === type).at(-1)?.data as Extract<RebookEvent, { type: T }>['data'];

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
