import { connect } from 'node:net';
import { text as all } from 'node:stream/consumers';
import { runPlatform, type Running } from '../support/platform.js';

// Bytes as a socket brings them: what is no request, and what does not come whole.

let running: Running;
let port: number;
beforeAll(async () => {
  running = await runPlatform({ demo: false, environment: { CHIGNON_REQUEST_TIMEOUT: '1000' } });
  await running.platform.app.listen(0, '127.0.0.1');
  port = Number(new URL(await running.platform.url()).port);
}, 60_000);
afterAll(() => running.close());

describe('K16: what is hardly HTTP is answered as all else is', () => {
  it.each([
    ['no host', 'GET /health/ready HTTP/1.1\r\n', 400, 'host-not-one'],
    ['no host, for a caller', 'GET /v1/customers HTTP/1.1\r\n', 400, 'host-not-one'],
    ['two hosts', 'GET /v1/customers HTTP/1.1\r\nhost: a\r\nhost: b\r\n', 400, 'host-not-one'],
    [
      'two lengths',
      'POST /v1/customers HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n',
      400,
      'request-malformed',
    ],
    ['no request', 'GARBAGE\r\n', 400, 'request-malformed'],
    [
      'a long head',
      `GET /v1/customers HTTP/1.1\r\nhost: a\r\nx-long: ${'a'.repeat(20_000)}\r\n`,
      431,
      'headers-too-large',
    ],
    ['no path', 'GET /v1/%zz HTTP/1.1\r\nhost: a\r\n', 400, 'url-malformed'],
  ])('%s', async (_, sent, status, code) => {
    const answer = await all(connect(port, '127.0.0.1').end(`${sent}connection: close\r\n\r\n`));
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain(`"code":"${code}"`);
    expect(answer.toLowerCase()).toMatch(/cache-control: no-store\r\n/);
    expect(answer.toLowerCase()).toMatch(/x-content-type-options: nosniff\r\n/);
  });
});

describe('what does not come whole', () => {
  it.each([
    [
      'its body',
      `POST /v1/booking/holds HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a"`,
    ],
    ['its head', 'GET /v1/customers HTTP/1.1\r\nhost: x\r\nx-a'],
  ])('a sender that never ends %s holds no connection', async (_, sent) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(sent);
    expect(await all(socket)).toMatch(/^HTTP\/1\.1 408 .*"code":"request-too-slow"/s);
  });
});
