import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface Line {
  readonly port: number;
  /** Where new connections go from now on. */
  leadTo(port: number): void;
  /** Breaks every connection at once, without a goodbye. New ones are let through. */
  cut(): void;
  /** Bytes no longer pass in either direction, though connections stay up, until called with false. */
  freeze(frozen: boolean): void;
  /** Connections of now fall silent for ever, as where a router forgot them; new ones are let through. */
  halfOpen(): void;
  close(): Promise<void>;
}

/** A TCP line to a server, on this machine unless said otherwise, that a test may cut, freeze or lead elsewhere. */
export async function startLine(to: number, host = '127.0.0.1'): Promise<Line> {
  const sockets = new Set<Socket>();
  let target = to;
  let frozen = false;
  const keep = (socket: Socket, other: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
    if (frozen) socket.pause();
  };
  const server = createServer((near) => {
    const far = connect(target, host);
    keep(near, far);
    keep(far, near);
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => near.write(bytes));
    if (frozen) for (const socket of [near, far]) socket.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (port) => void (target = port),
    cut,
    freeze: (now) => {
      frozen = now;
      for (const socket of sockets) {
        if (now) socket.pause();
        else socket.resume();
      }
    },
    halfOpen: () => {
      for (const socket of sockets) socket.pause();
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await closed;
    },
  };
}
