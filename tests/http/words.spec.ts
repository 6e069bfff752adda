import { randomUUID } from 'node:crypto';
import { dayAhead, runPlatform, type Running } from '../support/platform.js';

// K10, R-PR-01: what people write stands in documents; events and messages carry what stands for it.

const NAME = 'Maya.Lind-13800138000';
const DAY = dayAhead(3);
let running: Running;
let customerId: string;
beforeAll(async () => {
  running = await runPlatform();
  customerId = (
    await running.api.post('/v1/customers', { name: 'Rosa', homeStoreId: 'harbour', source: NAME })
  ).id;
}, 60_000);
afterAll(() => running.close());

const ask = (method: string, path: string, body: object) =>
  running.api.ask(method, path, body, { 'idempotency-key': randomUUID() });
const post = async (path: string, body: object) => {
  const answer = await ask('POST', path, body);
  expect([path, answer.status < 300 || answer.body]).toEqual([path, true]);
  return answer.body;
};
const settled = async (billId?: string) => {
  const {
    visitId,
    lines: [line],
  } = await post('/v1/booking/visits', {
    storeId: 'harbour',
    customerId,
    services: [{ serviceId: 'womens-cut', performers: [{ staffId: 'maya', sharePercent: 100 }] }],
  });
  const { bill } = await post(`/v1/booking/visits/${visitId}/complete`, {});
  return {
    visitId,
    lineId: line.lineId,
    gross: bill.grossCents,
    ...(await post(`/v1/booking/visits/${visitId}/settle`, {
      tenders: [{ kind: 'card', cents: bill.grossCents }],
      ...(billId === undefined ? {} : { billId }),
    })),
  };
};

/** Nowhere in the log, and told all the same to whoever asks. */
async function heldBack(word: string, ...answered: unknown[]): Promise<void> {
  await running.settle();
  expect(running.log()).not.toContain(word);
  expect(answered.filter((answer) => answer !== word)).toEqual([]);
}

describe('K10: words of the desk', () => {
  it('the number of a bill: visits settled together share it, refunds have it, and it is told', async () => {
    const [one, other, own] = [await settled(NAME), await settled(NAME), await settled()];
    const refunded = await post(`/v1/booking/visits/${one.visitId}/refund`, {
      items: [{ lineId: one.lineId, quantityMilli: 1000 }],
      tenders: [{ kind: 'card', cents: -one.gross }],
      reason: 'complaint',
    });
    const again = await running.api.get(`/v1/booking/visits/${other.visitId}`);
    await heldBack(
      NAME,
      one.settlements[0].billId,
      other.settlements[0].billId,
      again.settlements[0].billId,
      refunded.settlements[1].billId,
    );
    expect(own.settlements[0].billId).toBe(own.visitId);
    const kept = (await running.platform.host.engines.streams.read(`visit-${one.visitId}`))
      .concat(await running.platform.host.engines.streams.read(`visit-${other.visitId}`))
      .flatMap(({ data }) => (data as { billId?: string }).billId ?? []);
    expect(new Set(kept).size).toBe(1);
  });

  it('those of an import, and what its source calls the rows', async () => {
    const row = {
      externalId: NAME,
      billId: NAME,
      customerId,
      businessDate: '2026-01-05',
      lines: [
        {
          kind: 'service',
          itemId: 'womens-cut',
          quantityMilli: 1000,
          netCents: 5000,
          taxCents: 0,
          performers: [{ staffId: 'maya', sharePercent: 100 }],
          earning: false,
        },
      ],
      taxes: [],
      tenders: [{ kind: 'cash', cents: 5000 }],
    };
    const visits = { storeId: 'harbour', items: [row] };
    const {
      results: [first],
    } = await post('/v1/booking/imports/visits', visits);
    expect(first).toMatchObject({ externalId: NAME, outcome: 'imported' });
    expect((await post('/v1/booking/imports/visits', visits)).results).toEqual([
      { ...first, outcome: 'already' },
    ]);
    const appointment = {
      externalId: NAME,
      customerId,
      staffId: 'maya',
      serviceId: 'womens-cut',
      serviceGroup: 'cut',
      date: '2026-01-05',
      startMinute: 600,
      minutes: 45,
      status: 'cancelled',
    };
    const appointments = async (more: object) =>
      (
        await post('/v1/booking/imports/appointments', {
          storeId: 'harbour',
          items: [{ ...appointment, ...more }],
        })
      ).results;
    expect(await appointments({ reason: NAME })).toEqual([
      expect.objectContaining({ outcome: 'rejected', code: 'reason-unknown', field: 'reason' }),
    ]);
    expect(await appointments({ reason: 'ill' })).toEqual([
      expect.objectContaining({ outcome: 'imported' }),
    ]);
    expect(await appointments({ externalId: `${NAME}.2` })).toEqual([
      expect.objectContaining({ outcome: 'imported' }),
    ]);
    await heldBack(
      NAME,
      (await running.api.get(`/v1/booking/visits/${first.visitId}`)).settlements[0].billId,
    );
  });

  it('the title of a salon event, which lists and a change tell', async () => {
    const plan = {
      kind: 'workshop',
      code: 'night',
      title: NAME,
      startsAt: `${DAY}T18:00`,
      endsAt: `${DAY}T19:00`,
      seats: 5,
    };
    const { eventId, title } = await post('/v1/booking/salon-events', {
      storeId: 'harbour',
      ...plan,
    });
    const changed = await ask('PUT', `/v1/booking/salon-events/${eventId}`, { ...plan, seats: 6 });
    await running.settle();
    const {
      items: [listed],
    } = await running.api.get('/v1/booking/salon-events?storeId=harbour');
    await heldBack(
      NAME,
      title,
      changed.body.title,
      (await running.api.get(`/v1/booking/salon-events/${eventId}`)).title,
      listed.title,
    );
    expect(
      await ask('PUT', `/v1/booking/salon-events/${eventId}`, { ...plan, tiers: ['gold', NAME] }),
    ).toMatchObject({
      status: 422,
      body: { code: 'tier-unknown', field: 'tiers.1', expected: expect.stringContaining('gold') },
    });
    expect(
      (await ask('PUT', `/v1/booking/salon-events/${eventId}`, { ...plan, tiers: ['gold'] }))
        .status,
    ).toBe(200);
  });

  it('the number of a slip', async () => {
    await running.api.put('/v1/booking/deposit-rules/r1', {
      kind: 'fixed',
      amountCents: 1000,
      storeIds: ['harbour'],
      channels: ['app'],
    });
    const { appointmentId } = await post('/v1/booking/appointments', {
      storeId: 'harbour',
      startsAt: `${DAY}T10:00`,
      services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
      customerId,
      channel: 'app',
    });
    const taken = await post(`/v1/booking/appointments/${appointmentId}/deposit/payments`, {
      method: 'terminal',
      reference: NAME,
    });
    const waived = await post(`/v1/booking/appointments/${appointmentId}/deposit/waive`, {
      reason: 'goodwill',
    });
    await post(
      `/v1/booking/appointments/${appointmentId}/deposit/returns/${waived.returns[0].returnId}/done`,
      { reference: NAME },
    );
    await heldBack(
      NAME,
      taken.payments[0].reference,
      (await running.api.get(`/v1/booking/appointments/${appointmentId}/deposit`)).payments[0]
        .reference,
    );
  });

  it("what was good of a visit is a code of the chain's list", async () => {
    const { visitId } = await settled();
    expect(
      await ask('POST', `/v1/booking/visits/${visitId}/ratings`, {
        score: 5,
        aspects: ['friendly', 'maya-lind'],
      }),
    ).toMatchObject({
      status: 422,
      body: {
        code: 'reason-unknown',
        field: 'aspects.1',
        expected: expect.stringContaining('waited-long'),
      },
    });
    expect(
      (
        await ask('POST', `/v1/booking/visits/${visitId}/ratings`, {
          score: 5,
          aspects: ['friendly'],
        })
      ).body.ratings,
    ).toEqual([expect.objectContaining({ aspects: ['friendly'] })]);
  });

  it('where a customer comes from is kept in the record, and others hear what is on a list', async () => {
    await heldBack(
      NAME,
      (await running.api.get(`/v1/customers/${customerId}`)).provenance.name.source,
    );
    const heard = running.log();
    expect(heard).toContain('\\"source\\":\\"other\\"');
  });
});
