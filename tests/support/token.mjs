import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const made = new Map();

/** A token for chain operations of the issuer of a data folder, made as its operator makes it: by the command line. One a folder; it lasts for hours. */
export function tokenFor(dataDir) {
  const token =
    made.get(dataDir) ??
    promisify(execFile)(process.execPath, [
      '--no-warnings',
      CLI,
      'token',
      '--role',
      'chain-ops',
      '--data',
      dataDir,
    ]).then(({ stdout }) => stdout.trim());
  made.set(dataDir, token);
  return token;
}
