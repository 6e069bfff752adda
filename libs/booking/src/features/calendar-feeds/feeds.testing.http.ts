import { type Salon, salon } from '../../testing.http.js';

// Calendars that calendar programs subscribe to by a key in the URL.

export let at: Salon;
let url: string;

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => {
    at = await salon();
    url = await at.platform.url();
  });
  afterAll(() => at.close());
}

/** As a calendar program asks: no token. */
export const fetched = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(
    path.startsWith('/') ? `${url}${path}` : `${url}/v1/booking/${path}`,
    { headers },
  );
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    code: response.headers.get('content-type')?.includes('json')
      ? JSON.parse(text).code
      : undefined,
  };
};

export const book = async (startsAt: string, more: object = {}) => {
  const { status, body } = await at.post('appointments', {
    storeId: 'soho',
    startsAt,
    services: [{ serviceId: 'cut', staffId: 'anna' }],
    ...more,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
};
