import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import type { StreamStore } from '@chignon/eventing';
import { newEvent, unusedName } from '@chignon/eventing/testing';
import { startStandIn } from './index.js';
import type { StandIn } from './index.js';
import { startLine } from './line.js';
import type { Line } from './line.js';

/** A stand-in behind a line that can be cut, the adapter on it, and names nobody used before. */
export interface Wire {
  readonly dir: string;
  standIn: StandIn;
  line: Line;
  store: StreamStore;
  category: string;
  stream: string;
}

export const connectionTo = (port: number) => ({
  connectionString: `esdb://127.0.0.1:${port}?tls=false`,
});

export const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => newEvent({ n: from + i }));

/** For the tests of the describe that it is called in. */
export function onAWire(): Wire {
  const dir = mkdtempSync(join(tmpdir(), 'stand-in-'));
  const wire = { dir } as Wire;
  beforeAll(async () => {
    wire.standIn = await startStandIn({ port: 0, dir });
    wire.line = await startLine(wire.standIn.port);
    wire.store = openEventStoreDb(connectionTo(wire.line.port));
  });
  afterAll(async () => {
    await wire.store.close();
    await wire.line.close();
    await wire.standIn.close();
    rmSync(dir, { recursive: true });
  });
  beforeEach(() => {
    wire.category = unusedName('cat');
    wire.stream = `${wire.category}-1`;
    wire.standIn.troubles.appends = 0;
  });
  return wire;
}
