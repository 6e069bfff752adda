import {
  createServer,
  get,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { closeIdleConnections } from './idle-connections.js';

it('a stop closes connections on which nothing was asked, and lets a request under way be answered', async () => {
  const server: Server = createServer().listen(0, '127.0.0.1');
  const closeUnasked = closeIdleConnections(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const answered = new Promise<IncomingMessage>((resolve) =>
    get({ port, host: '127.0.0.1', agent: false }, resolve),
  );
  const [, response] = await asked;
  const opened = once(server, 'connection');
  const silent = connect(port, '127.0.0.1');
  await opened;

  const closed = once(server, 'close');
  server.close();
  closeUnasked();
  await once(silent, 'close');
  response.end('done');
  expect((await (await answered).setEncoding('utf8').toArray()).join('')).toBe('done');
  await closed;
});
