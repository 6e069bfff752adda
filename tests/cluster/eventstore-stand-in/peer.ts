import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStandIn } from './index.js';
import type { StandIn } from './index.js';
import { startLine } from './line.js';
import type { Line } from './line.js';

/** What the adapter is held against: the server at `EVENTSTORE_URL`, or a stand-in of its own. */
export interface Peer {
  readonly connectionString: string;
  /** A line to it that may be cut or frozen; undefined where there is no single node without TLS to lead it to. */
  readonly line: Line | undefined;
  readonly standIn: StandIn | undefined;
  close(): Promise<void>;
}

/** Tests that order no troubles run against one's own server too, see docs/operating.md. */
export async function openPeer(): Promise<Peer> {
  const server = process.env['EVENTSTORE_URL'];
  const dir = mkdtempSync(join(tmpdir(), 'stand-in-'));
  const standIn = server ? undefined : await startStandIn({ port: 0, dir });
  const connectionString = server ?? `esdb://127.0.0.1:${standIn!.port}?tls=false`;
  const plain = /^esdb:\/\/([^:/?,@]+):(\d+)\/?\?(?:.*&)?tls=false/.exec(connectionString);
  const line = plain ? await startLine(Number(plain[2]), plain[1]) : undefined;
  return {
    connectionString,
    line,
    standIn,
    async close() {
      await line?.close();
      await standIn?.close();
      rmSync(dir, { recursive: true });
    },
  };
}
