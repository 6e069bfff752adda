import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { FREE_POLICY } from '../../salon/policies/policy.js';
import { planMove } from './moved-lines.flow.js';
import {
  at,
  book,
  clock,
  cutBy,
  DAY,
  iso,
  openForAll,
  post,
  settle,
  stands,
} from './change-services.testing.http.js';

openForAll();

const exchange = (
  { appointmentId }: { appointmentId: string },
  other: { appointmentId: string },
  more: object = {},
  headers?: Record<string, string>,
) =>
  post(`appointments/${appointmentId}/exchange`, { with: other.appointmentId, ...more }, headers);

const dayAfter = (days: number) =>
  new Date(Date.parse(`${DAY}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const onDay = async (date: string, time: string, customerId: string, services = [cutBy]) => {
  const answer = await post('appointments', {
    storeId: 'soho',
    startsAt: `${date}T${time}`,
    customerId,
    services,
  });
  expect(answer.status).toBe(201);
  return answer;
};
const onBoard = async (date: string) => {
  await settle();
  const { appointments, holds } = (await at.get(`stores/soho/days/${date}`)).body;
  return {
    booked: appointments
      .filter(({ status }: { status: string }) => status === 'booked')
      .map((one: { customerId: string; startsAt: string }) => [one.customerId, one.startsAt]),
    holds: holds.length,
  };
};
const isoOn = (date: string, time: string) => new Date(`${date}T${time}:00-04:00`).toISOString();

describe('BK-03 two appointments of a day take each other’s time', () => {
  it('changes both in one decision, where each alone would be refused', async () => {
    const anne = await book('10:00', 'anne');
    const bert = await book('14:00', 'bert');
    const move = { startsAt: `${DAY}T14:00` };
    expect((await post(`appointments/${anne.appointmentId}/reschedule`, move)).code).toBe(
      'slot-taken',
    );
    const done = await exchange(anne, bert);
    expect(done.status).toBe(200);
    expect(done.appointment).toMatchObject({ customerId: 'anne', startsAt: iso('14:00') });
    expect(done.exchangedWith).toMatchObject({ customerId: 'bert', startsAt: iso('10:00') });
    expect(await onBoard(DAY)).toEqual({
      booked: [
        ['bert', iso('10:00')],
        ['anne', iso('14:00')],
      ],
      holds: 0,
    });
  });

  it('keeps the people, or exchanges them too', async () => {
    const byBob = { serviceId: 'cut', staffId: 'bob' };
    const anne = await book('10:00', 'anne');
    const bert = await book('14:00', 'bert', [byBob]);
    const kept = await exchange(anne, bert);
    expect(kept.appointment.lines[0].staffId).toBe('anna');
    const back = await exchange(anne, bert, { staff: 'exchange' });
    expect(back.appointment).toMatchObject({ startsAt: iso('10:00') });
    expect(back.appointment.lines[0].staffId).toBe('bob');
    expect(back.exchangedWith.lines[0].staffId).toBe('anna');
  });

  it('exchanges the people alone where both begin at the same time', async () => {
    const anne = await book('10:00', 'anne');
    const bert = await book('10:00', 'bert', [{ serviceId: 'cut', staffId: 'bob' }]);
    expect((await exchange(anne, bert, { staff: 'keep' })).code).toBe('exchange-without-effect');
    const done = await exchange(anne, bert);
    expect(done.appointment.lines[0].staffId).toBe('bob');
    expect(done.exchangedWith.lines[0].staffId).toBe('anna');
  });

  it('says which of the two does not fit, and changes neither', async () => {
    const long = [{ serviceId: 'long', staffId: 'anna' }];
    const anne = await book('10:00', 'anne', long);
    const bert = await book('14:00', 'bert');
    await book('14:30', 'cara');
    const no = await exchange(anne, bert);
    expect(no).toMatchObject({
      status: 409,
      code: 'slot-taken',
      appointmentId: anne.appointmentId,
      resource: { kind: 'staff', id: 'anna' },
      busyFrom: iso('14:30'),
    });
    expect(await stands(anne)).toMatchObject({ startsAt: iso('10:00'), revision: anne.revision });
    const other = await exchange(bert, anne);
    expect(other).toMatchObject({ code: 'slot-taken', appointmentId: anne.appointmentId });
  });

  it('refuses what is none: itself, an unknown one, one that is over, one that was changed', async () => {
    const anne = await book('10:00', 'anne');
    const bert = await book('14:00', 'bert');
    expect((await exchange(anne, anne)).code).toBe('exchange-with-itself');
    expect(await exchange(anne, { appointmentId: 'nobody' })).toMatchObject({
      code: 'appointment-not-found',
      field: 'with',
    });
    const stale = await exchange(anne, bert, {}, { 'if-match': '"99"' });
    expect([stale.status, stale.code]).toEqual([412, 'revision-stale']);
    await post(`appointments/${bert.appointmentId}/cancel`, { by: 'store', reason: 'ill' });
    const over = await exchange(anne, bert);
    expect(over).toMatchObject({
      code: 'appointment-cancelled',
      appointmentId: bert.appointmentId,
    });
  });

  it('does it once for one key', async () => {
    const anne = await book('10:00', 'anne');
    const bert = await book('14:00', 'bert');
    const key = { 'idempotency-key': `exchange-${DAY}` };
    const done = await exchange(anne, bert, {}, key);
    const again = await exchange(anne, bert, {}, key);
    expect(again).toEqual(done);
    expect((await stands(anne)).startsAt).toBe(iso('14:00'));
  });

  it('re-times the reminders of both', async () => {
    const anne = await book('10:00', 'anne');
    const bert = await book('14:00', 'bert');
    await settle();
    const due = async ({ appointmentId }: { appointmentId: string }) =>
      (await at.get(`appointments/${appointmentId}/reminders`)).body.reminders.map(
        ({ dueAt }: { dueAt: string }) => dueAt,
      );
    const before = [await due(anne), await due(bert)];
    await exchange(anne, bert);
    await settle();
    expect(before[0]).toHaveLength(1);
    expect([await due(bert), await due(anne)]).toEqual(before);
  });
});

describe('BK-03 two appointments of two days take each other’s place', () => {
  it('leaves each in exactly one day', async () => {
    const next = dayAfter(1);
    const anne = await book('10:00', 'anne');
    const bert = await onDay(next, '14:00', 'bert');
    const done = await exchange(anne, bert);
    expect(done.status).toBe(200);
    expect(done.appointment).toMatchObject({ customerId: 'anne', startsAt: isoOn(next, '14:00') });
    expect(done.exchangedWith).toMatchObject({ customerId: 'bert', startsAt: iso('10:00') });
    expect(await onBoard(DAY)).toEqual({ booked: [['bert', iso('10:00')]], holds: 0 });
    expect(await onBoard(next)).toEqual({ booked: [['anne', isoOn(next, '14:00')]], holds: 0 });
    expect((await stands(anne)).startsAt).toBe(isoOn(next, '14:00'));
  });

  it('answers a repeat as the first time, and both can be changed again', async () => {
    const next = dayAfter(1);
    const anne = await book('10:00', 'anne');
    const bert = await onDay(next, '14:00', 'bert');
    const key = { 'idempotency-key': `apart-${DAY}` };
    const done = await exchange(anne, bert, {}, key);
    expect(await exchange(anne, bert, {}, key)).toEqual(done);
    const back = await exchange(anne, bert);
    expect(back.appointment.startsAt).toBe(iso('10:00'));
    expect(back.exchangedWith.startsAt).toBe(isoOn(next, '14:00'));
    expect(await onBoard(DAY)).toMatchObject({ booked: [['anne', iso('10:00')]], holds: 0 });
  });

  it('changes nothing where one does not fit: the first day is as it was, and free for changes', async () => {
    const next = dayAfter(1);
    const anne = await book('10:00', 'anne', [{ serviceId: 'long', staffId: 'anna' }]);
    const bert = await onDay(next, '14:00', 'bert');
    await onDay(next, '14:30', 'cara');
    const no = await exchange(anne, bert);
    expect(no).toMatchObject({
      status: 409,
      code: 'slot-taken',
      appointmentId: anne.appointmentId,
      busyFrom: isoOn(next, '14:30'),
    });
    expect(await onBoard(DAY)).toEqual({ booked: [['anne', iso('10:00')]], holds: 0 });
    const moved = await post(`appointments/${anne.appointmentId}/reschedule`, {
      startsAt: `${DAY}T11:00`,
    });
    expect(moved.startsAt).toBe(iso('11:00'));
  });

  it('is finished by itself when the request stopped after its first step', async () => {
    const next = dayAfter(1);
    const anne = await book('10:00', 'anne');
    const bert = await onDay(next, '14:00', 'bert');
    const { tools } = at.platform.host.runtimes.get('booking')!;
    const entryOf = async (date: string, id: string) =>
      (await tools.load(agenda, agendaKey('soho', date))).state.entries.get(id)!;
    const one = await entryOf(DAY, anne.appointmentId);
    const other = await entryOf(next, bert.appointmentId);
    const store = await booksOf(tools).store('soho');
    const cause = { commandId: `stopped-${DAY}`, input: 'stopped', actor: 'user:desk' };
    await tools.execute(
      agenda,
      agendaKey('soho', DAY),
      {
        type: 'PledgeExchange',
        one: { appointmentId: anne.appointmentId, planned: one.revision, by: 'store' },
        staff: [],
        other: {
          plan: await planMove(tools, store, other.appointment, {}, one.appointment.startMs, DAY, {
            nowMs: one.appointment.startMs,
          }),
          by: 'store',
          terms: FREE_POLICY,
          from: agendaKey('soho', next),
          entry: other,
        },
      },
      { ...cause, correlationId: 'stopped', causationId: 'stopped', storeId: 'soho' },
    );
    expect(await onBoard(DAY)).toEqual({ booked: [['bert', iso('10:00')]], holds: 0 });
    expect(await onBoard(next)).toEqual({ booked: [['anne', isoOn(next, '14:00')]], holds: 0 });
  });

  it('lets one of two that cross win, or neither, and loses nobody', async () => {
    const next = dayAfter(1);
    const anne = await book('10:00', 'anne');
    const bert = await onDay(next, '14:00', 'bert');
    await Promise.all([
      exchange(anne, bert),
      exchange(bert, anne),
      post(`appointments/${bert.appointmentId}/reschedule`, { startsAt: `${next}T16:00` }),
      post(`appointments/${anne.appointmentId}/cancel`, { by: 'customer', reason: 'ill' }),
    ]);
    const days = [await onBoard(DAY), await onBoard(next)];
    const status = (await stands(anne)).status;
    expect(days.flatMap(({ booked }) => booked.map(([who]: string[]) => who)).sort()).toEqual(
      status === 'booked' ? ['anne', 'bert'] : ['bert'],
    );
    expect(days.map(({ holds }) => holds)).toEqual([0, 0]);
    expect(clock.now() <= iso('10:00')).toBe(true);
  });
});
