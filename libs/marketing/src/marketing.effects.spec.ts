import type {
  AppointmentBooked,
  AppointmentCancelled,
  VisitCompleted,
  VisitSettled,
  VisitVoided,
} from '@chignon/contracts';
import type { Tools } from '@chignon/eventing';
import { perform } from '@chignon/eventing/testing';
import { planRebooking } from './marketing.effects.js';
import { plannedMessages, type PlannedMessage } from './planned-messages.view.js';
import type { RebookCommand } from './rebook-ledger.js';
import { DEFAULT_REBOOK_RULES as rules } from './rebook-rules.js';
import { zone, now, visit, note, after } from './rebook.testing.js';

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
