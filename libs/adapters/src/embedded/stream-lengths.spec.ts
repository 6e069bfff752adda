import { CorruptionError } from '@chignon/eventing';
import { newEvent } from '@chignon/eventing/testing';
import Database from 'libsql';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from './index.js';

it('L4 a stream whose length stands under another name is damaged, and not empty', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'chignon-'));
  const before = await openEmbedded({ dir });
  await before.streams.append('ledger-7', [newEvent({ n: 1 })], { expected: 0 });
  await before.close();
  const file = new Database(join(dir, 'streams.sqlite'));
  file.exec("UPDATE streams SET stream = 'ledger-6' WHERE stream = 'ledger-7'");
  file.close();
  const { streams, close } = await openEmbedded({ dir });
  await expect(streams.read('ledger-7')).rejects.toThrow(CorruptionError);
  await expect(streams.read('ledger-6')).rejects.toThrow(CorruptionError);
  expect(await streams.read('ledger-5')).toEqual([]);
  await close();
  rmSync(dir, { recursive: true });
});
