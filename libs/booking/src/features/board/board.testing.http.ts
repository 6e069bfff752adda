import { optional } from '@chignon/eventing';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { type Salon, salon } from '../../testing.http.js';
import { changeOf } from './changes.js';
import type { Listening } from './sse.testing.http.js';

// The board of a day in one call, and its changes as they happen.

export let at: Salon;
export let url: string;
export let auth: Record<string, string>;
export const open: Listening[] = [];

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => {
    at = await salon();
    url = `${await at.platform.url()}/v1/booking/stores`;
    auth = await at.as('front-desk');
    const chair = { place: { match: 'all', pools: ['chair'] } };
    await at.put('services/colour', {
      name: 'Colour',
      category: 'hair',
      serviceGroup: 'colour',
      priceCents: 12_000,
      ...chair,
      phases: [
        { name: 'mix', kind: 'buffer-before', minutes: 10 },
        { name: 'apply', kind: 'active', minutes: 30 },
        { name: 'develop', kind: 'processing', minutes: 45 },
        { name: 'finish', kind: 'active', minutes: 15 },
        { name: 'clean', kind: 'buffer-after', minutes: 5 },
      ],
    });
  });
  afterEach(() => open.splice(0).forEach((one) => one.drop()));
  afterAll(() => at.close());
}

export const book = async (
  date: string,
  time: string,
  serviceId: string,
  staffId?: string,
  more: object = {},
) => {
  const { status, body } = await at.post('appointments', {
    storeId: 'soho',
    startsAt: `${date}T${time}`,
    services: [{ serviceId, ...optional({ staffId }) }],
    ...more,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
};

export const boardAt = async (date: string) => {
  const { status, body } = await at.get(`stores/soho/board/${date}`, auth);
  expect([status, body.code]).toEqual([200, undefined]);
  return body;
};

export const historyOf = async (date: string) =>
  (await at.platform.host.engines.streams.read(`agenda-${agendaKey('soho', date)}`)).map(
    (event) => ({ id: event.revision, event: changeOf(event).name }),
  );
