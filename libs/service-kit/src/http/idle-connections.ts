import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Connections on which nothing has been asked yet: clients open them ahead, and a server that stops would wait for their
 * first request for a minute.
 * @returns closes them, and whatever is opened from then on; requests under way go on
 */
export function closeIdleConnections(server: Server): () => void {
  const idle = new Set<Socket>();
  let stopping = false;
  server.on('connection', (socket: Socket) => {
    if (stopping) return void socket.destroy();
    idle.add(socket);
    socket.once('close', () => idle.delete(socket));
  });
  server.on('request', (request: IncomingMessage) => idle.delete(request.socket));
  return () => {
    stopping = true;
    for (const socket of idle) socket.destroy();
  };
}
