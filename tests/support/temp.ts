import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A folder that is gone after the test file. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'chignon-test-'));
  made.push(dir);
  return dir;
}

afterAll(() => made.splice(0).forEach((dir) => rmSync(dir, { recursive: true, force: true })));
