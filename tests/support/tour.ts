import { DEMO_STORES, type ApiClient } from '@chignon/client';

/** What the tour is given: the interface, and a way to wait until everything that follows has been done. */
export interface Walk {
  readonly api: ApiClient;
  settle(): Promise<void>;
  /** Makes idempotency keys and contacts of this walk its own. */
  readonly name: string;
}

const day = (offset: number): string =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

/** Everything the README's tour shows, as values to be looked at. */
export interface Walked {
  readonly customerId: string;
  readonly appointmentId: string;
  readonly visitId: string;
  readonly businessDate: string;
}

/** Lets the stores of the demo chain check in appointments of the coming weeks, so that a walk goes on at once. */
export async function openEarly(api: ApiClient): Promise<void> {
  for (const [storeId, store] of Object.entries(DEMO_STORES))
    await api.put(`/v1/booking/stores/${storeId}`, { ...store, checkInDaysAhead: 60 });
}

/** A customer with an e-mail address who agreed to be written to. */
export async function newCustomer({ api, name }: Walk): Promise<string> {
  const { id, revision } = await api.post<{ id: string; revision: number }>(
    '/v1/customers',
    { name: `Maya ${name}`, homeStoreId: 'harbour', emails: [`maya.${name}@example.org`] },
    `${name}-customer`,
  );
  const consents = {
    items: [
      {
        purpose: 'marketing',
        channel: 'email',
        granted: true,
        wordingVersion: 'w1',
        source: 'front-desk',
      },
    ],
  };
  expect(
    (
      await api.ask('PUT', `/v1/customers/${id}/consents`, consents, {
        'if-match': `"${revision}"`,
      })
    ).status,
  ).toBe(200);
  return id;
}

/** Availability, hold, book: root colour at the harbour, the first free slot of the coming week. */
export async function book(
  { api, name }: Walk,
  customerId: string,
): Promise<{ appointmentId: string; startsAt: string }> {
  const free = await api.get<{ items: { startsAt: string; lines: { staffId: string }[] }[] }>(
    `/v1/booking/availability?storeId=harbour&services=root-colour&from=${day(1)}&to=${day(7)}&limit=1`,
  );
  const slot = free.items[0]!;
  const hold = await api.post<{ holdId: string; status: string }>(
    '/v1/booking/holds',
    {
      storeId: 'harbour',
      startsAt: slot.startsAt,
      customerId,
      services: [{ serviceId: 'root-colour', staffId: slot.lines[0]!.staffId }],
    },
    `${name}-hold`,
  );
  const { appointmentId } = await api.post<{ appointmentId: string }>(
    '/v1/booking/appointments',
    { holdId: hold.holdId, customerId },
    `${name}-book`,
  );
  return { appointmentId, startsAt: slot.startsAt };
}

/** Check in, perform, settle by card. */
export async function perform(
  { api, name }: Walk,
  appointmentId: string,
): Promise<{ visitId: string; businessDate: string; settled: unknown }> {
  const { visitId } = await api.post<{ visitId: string }>(
    `/v1/booking/appointments/${appointmentId}/check-in`,
    {},
    `${name}-check-in`,
  );
  const completed = await api.post<{ bill: { grossCents: number }; businessDate: string }>(
    `/v1/booking/visits/${visitId}/complete`,
    {},
    `${name}-complete`,
  );
  const settled = await api.post(
    `/v1/booking/visits/${visitId}/settle`,
    { tenders: [{ kind: 'card', cents: completed.bill.grossCents }] },
    `${name}-settle`,
  );
  return { visitId, businessDate: completed.businessDate, settled };
}

const messages = (api: ApiClient, customerId: string) =>
  api.get<{ items: { status: string; serviceGroup?: string; dueAt: string }[] }>(
    `/v1/marketing/planned-messages?customerId=${customerId}`,
  );

/**
 * The whole tour, with what must be seen at its end. Ids: the main job through every context.
 * @returns what later faults are measured against
 */
export async function tour(walk: Walk): Promise<Walked> {
  const { api, settle, name } = walk;
  const colour = '/v1/inventory/stores/harbour/levels/COL-7-0';
  const stockBefore = await api.get<{ onHandMilli: number; usedSinceMilli?: number }>(colour);

  const customerId = await newCustomer(walk);
  const { appointmentId } = await book(walk, customerId);
  const { visitId, businessDate, settled } = await perform(walk, appointmentId);
  await settle();

  const again = await api.ask(
    'POST',
    `/v1/booking/visits/${visitId}/settle`,
    { tenders: [{ kind: 'card', cents: 9720 }] },
    { 'idempotency-key': `${name}-settle` },
  );
  expect(again.status).toBe(200);
  expect(again.body).toEqual(settled);
  await settle();

  const profile = await api.get<{ profile: { visits: number } }>(
    `/v1/customers/${customerId}/profile`,
  );
  expect(JSON.stringify(profile)).toContain('"visits":1');
  const account = await api.get<{ available: number; tier: string }>(
    `/v1/loyalty/accounts/${customerId}`,
  );
  expect(account).toMatchObject({ available: 90, tier: 'regular' });
  const stockAfter = await api.get<{ onHandMilli: number }>(colour);
  expect(stockBefore.onHandMilli - stockAfter.onHandMilli).toBeGreaterThanOrEqual(749);
  expect(stockBefore.onHandMilli - stockAfter.onHandMilli).toBeLessThanOrEqual(751);
  const planned = (await messages(api, customerId)).items;
  expect(planned).toHaveLength(1);
  expect(planned[0]).toMatchObject({ status: 'planned' });
  const visits = await api.get<{ items: { visitId: string }[] }>(
    `/v1/customers/${customerId}/visits`,
  );
  expect(visits.items.map((visit) => visit.visitId)).toEqual([visitId]);
  return { customerId, appointmentId, visitId, businessDate };
}

export { day, messages };
