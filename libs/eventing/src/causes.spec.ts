import { deriveId, effectCause, jobCause } from './index.js';

const event = {
  id: 'event-1',
  meta: { correlationId: 'correlation-1', tenant: 'chain' } as never,
};

/** Ids as the effects of the releases before wrote them by hand: another one would do again what was done. */
describe('R-ES-02 command ids of effects and jobs', () => {
  it.each([
    ['22dfabd1-c679-5c82-9054-c17e74a20a1e', effectCause('booking.follow-deposits', event)()],
    ['ad54eee7-c7c1-5951-a820-702bdb5160a3', effectCause('booking.settle-deposits', event)('p1')],
    ['323e9fb6-edc1-5099-98f4-da5932126fcf', effectCause('booking.reminders', event)('3.7')],
    [
      '5fe5870a-8555-55ad-b3cb-c132d1a09253',
      effectCause('booking.customer-clashes', event).once('cancel|a1|2026-03-01T09:00:00.000Z'),
    ],
    ['4ca2dc72-6c42-5566-960d-2567990fcf67', jobCause('booking.no-shows')('a1|1772355600000')],
    [
      'a73a76a2-ce79-5fe2-890d-ef4ec2254d02',
      jobCause('booking.deposits')('lapse|look|a1|1772355600000|4'),
    ],
  ])('%s is that of the release before', (commandId, cause) => {
    expect(cause.commandId).toBe(commandId);
  });

  it('names who and why: an effect by its event, a job by itself', () => {
    expect(effectCause('house.listen', event)('ring', { storeId: 's1', input: 7 })).toEqual({
      commandId: deriveId('house.listen|event-1|ring'),
      actor: 'system:house.listen',
      correlationId: 'correlation-1',
      causationId: 'event-1',
      tenant: 'chain',
      storeId: 's1',
      input: 7,
    });
    const commandId = deriveId('house.sweep|hall');
    expect(jobCause('house.sweep')('hall')).toEqual({
      commandId,
      actor: 'system:house.sweep',
      correlationId: commandId,
    });
  });

  it('takes an id that older releases gave by another rule', () => {
    expect(jobCause('house.sweep')('hall', { commandId: 'sweep:hall' })).toEqual({
      commandId: 'sweep:hall',
      actor: 'system:house.sweep',
      correlationId: 'sweep:hall',
    });
    expect(effectCause('house.listen', event)(undefined, { commandId: 'hear:1' }).commandId).toBe(
      'hear:1',
    );
  });
});
