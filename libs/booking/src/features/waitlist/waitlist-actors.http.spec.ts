import { agenda } from '../../agenda/agenda.js';
import { dayAhead, type Salon, salon } from '../../testing.http.js';
import { waitlist } from './waitlist-ledger.js';

// Who offers and answers for a customer stands in the events of the entry and of the agenda, and nobody can tell from them who it is.

let at: Salon;
beforeAll(async () => void (at = await salon()), 60_000);
afterAll(() => at.close());

describe('K10 the hand that offers and the hand that accepts', () => {
  it('stand in events by a pseudonym', async () => {
    const desk = await at.as('front-desk', { subject: 'ines.mueller' });
    const day = dayAhead(9);
    const joined = await at.post(
      'waitlist',
      {
        customerId: 'ada',
        storeIds: ['soho'],
        services: [{ serviceId: 'cut' }],
        windows: [{ from: day, to: day }],
      },
      desk,
    );
    expect([joined.status, joined.body.code]).toEqual([201, undefined]);
    const { entryId } = joined.body;
    const offered = await at.post(
      `waitlist/${entryId}/offer`,
      { storeId: 'soho', startsAt: `${day}T10:00` },
      desk,
    );
    expect([offered.status, offered.body.code]).toEqual([201, undefined]);
    const accepted = await at.post(
      `waitlist/${entryId}/accept`,
      { offerId: offered.body.offer.offerId, customerId: 'ada' },
      desk,
    );
    expect(accepted.body.status).toBe('fulfilled');
    await at.settle();

    const { tools } = at.platform.host.runtimes.get('booking')!;
    const events = [
      ...(await tools.history(waitlist, entryId)),
      ...(await tools.history(agenda, `soho-${day}`)),
    ];
    const actors = new Set(events.map(({ meta }) => meta.actor));
    expect(events.length).toBeGreaterThan(3);
    expect([...actors].filter((actor) => actor.startsWith('user:'))).toHaveLength(1);
    expect(JSON.stringify(events)).not.toContain('ines.mueller');
  });
});
