import { gateway } from '@chignon/gateway';
import { readConfig, startPlatform, type Platform } from '@chignon/service-kit';
import { request, type IncomingMessage } from 'node:http';
import { platform } from '@chignon/app-platform';
import { ApiClient, inProcess, seedDemo } from '@chignon/client';
import { join } from 'node:path';
import { newCustomer } from '../support/tour.js';
import { dayAhead } from '../support/platform.js';
import { tempDir } from '../support/temp.js';

// The board through the gateway: in one process, and in front of services of their own.

const DAY = dayAhead(2);
const PATH = `/v1/booking/stores/harbour/board/${DAY}`;
let services: Platform;
let door: Platform;
let api: ApiClient;
let token: string;
let keys = 0;

beforeAll(async () => {
  const dir = join(tempDir(), 'data');
  const config = readConfig({ CHIGNON_RATE_LIMIT: '0', CHIGNON_LOG: 'silent' }, [
    '--data',
    dir,
    '--no-demo',
    '--port',
    '0',
  ]);
  services = await platform(config, { listen: true });
  token = await services.issuer!.token({ role: 'chain-ops' });
  api = new ApiClient(inProcess(services.app.getHttpAdapter().getInstance() as never), token);
  await seedDemo(api);
  const url = (await services.url()).replace('[::1]', 'localhost');
  door = await startPlatform(config, 'gateway', [], {
    listen: true,
    extra: gateway({ booking: url, customers: url }),
  });
}, 60_000);
afterAll(async () => {
  await door.close();
  await services.close();
});

const answered = (url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
  new Promise(
    (resolve, reject) =>
      void request(
        url,
        { headers: { authorization: `Bearer ${token}`, ...headers }, agent: false },
        resolve,
      )
        .on('error', reject)
        .end(),
  );

/** The data of so many events; then the connection is dropped. */
async function heard(
  from: Platform,
  query: string,
  count: number,
  headers: Record<string, string> = {},
): Promise<any[]> {
  const response = (await answered(`${await from.url()}${PATH}/live${query}`, headers)).setEncoding(
    'utf8',
  );
  expect([
    response.statusCode,
    response.headers['content-type'],
    response.headers['x-accel-buffering'],
  ]).toEqual([200, 'text/event-stream; charset=utf-8', 'no']);
  let text = '';
  for await (const chunk of response) {
    text += chunk as string;
    if (text.split('\ndata: ').length > count && text.endsWith('\n\n')) break;
  }
  return [...text.matchAll(/^data: (.*)$/gm)].slice(0, count).map(([, data]) => JSON.parse(data!));
}

const book = async (customerId: string, time: string): Promise<string> =>
  (
    await api.post<{ appointmentId: string }>(
      '/v1/booking/appointments',
      {
        storeId: 'harbour',
        startsAt: `${DAY}T${time}`,
        customerId,
        services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
      },
      `board-${++keys}`,
    )
  ).appointmentId;

it.each<[string, () => Platform]>([
  ['in one process', () => services],
  ['in front of services', () => door],
])('joins names to the board and to its changes: %s', async (_, from) => {
  const customerId = await newCustomer({
    api,
    settle: () => services.settle(),
    name: `board${++keys}`,
  });
  const appointmentId = await book(customerId, keys < 3 ? '11:00' : '14:00');
  const board = JSON.parse(
    (
      await (
        await answered(`${await from().url()}${PATH}?expand=customer`)
      )
        .setEncoding('utf8')
        .toArray()
    ).join(''),
  );
  const shown = board.staff
    .flatMap((one: any) => one.appointments)
    .find((one: any) => one.appointmentId === appointmentId);
  expect([shown.customer.id, shown.customer.displayName]).toEqual([
    customerId,
    expect.stringContaining('Maya'),
  ]);
  const [named] = await heard(from(), `?expand=customer&from=${board.position - 1}`, 1);
  expect([named.position, named.appointments[0].customer]).toEqual([
    board.position,
    shown.customer,
  ]);
  const [plain] = await heard(from(), '?from=0', 1, {
    'last-event-id': String(board.position - 1),
  });
  expect([
    plain.position,
    plain.appointments[0].customer,
    plain.appointments[0].customerId,
  ]).toEqual([board.position, undefined, customerId]);
});

it('the gateway passes each event on as it comes, and a problem as a problem', async () => {
  const url = await door.url();
  const { position } = JSON.parse(
    (await (await answered(`${url}${PATH}`)).setEncoding('utf8').toArray()).join(''),
  );
  const response = (await answered(`${url}${PATH}/live?from=${position}`)).setEncoding('utf8');
  const chunks = response[Symbol.asyncIterator]() as AsyncIterator<string>;
  expect((await chunks.next()).value).toContain(`behind ${position}`);
  const customerId = await newCustomer({
    api,
    settle: () => services.settle(),
    name: `board${++keys}`,
  });
  for (const time of ['16:00', '17:00']) {
    const appointmentId = await book(customerId, time);
    let text = '';
    while (!text.endsWith('\n\n')) text += (await chunks.next()).value;
    expect(text).toContain(appointmentId);
  }
  response.destroy();
  const refused = await answered(`${url}${PATH}/live?from=999999`);
  expect([
    refused.statusCode,
    JSON.parse((await refused.setEncoding('utf8').toArray()).join('')).code,
  ]).toEqual([422, 'position-unknown']);
});

it('a stop of the gateway ends what it passes on', async () => {
  const response = await answered(`${await door.url()}${PATH}/live`);
  const gone = new Promise((resolve) =>
    response
      .once('close', resolve)
      .once('error', () => undefined)
      .resume(),
  );
  expect(response.destroyed).toBe(false);
  await door.close();
  await gone;
  expect(response.destroyed).toBe(true);
});
