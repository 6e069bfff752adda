import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
/** Somebody else could read or change what is in the data folder, and it is not ours to forbid it. */
export class DataFolderNotPrivateError extends Error {
    name = 'DataFolderNotPrivateError';
    code = 'data-folder-not-private';
}
const OTHERS = 0o077;
const OWNER_ONLY = 0o600;
/** What the engines write; whatever else lies in the folder is somebody else's business. */
const OURS = /\.sqlite(-wal|-shm|-journal|\.mark)?$|^lock\.pid$/;
/** Made before SQLite does, which would let everybody read them; its journals take the mode of their file. */
const DATABASES = ['lock.sqlite', 'documents.sqlite', 'streams.sqlite'];
/**
 * Makes the folder and the files in it their owner's alone, also where they were there before (a volume, a copy, a release
 * that did not look). A folder of another owner stays as it is: then the files alone are closed.
 * @throws DataFolderNotPrivateError when a file of another owner is open to others
 */
export function keepPrivate(dir) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (process.platform === 'win32')
        return;
    if ((statSync(dir).mode & OTHERS) !== 0)
        attempt(() => chmodSync(dir, 0o700));
    for (const name of DATABASES)
        closeSync(openSync(join(dir, name), 'a', OWNER_ONLY));
    for (const name of readdirSync(dir).filter((file) => OURS.test(file))) {
        const file = join(dir, name);
        const { mode } = statSync(file);
        if ((mode & OTHERS) !== 0 && !attempt(() => chmodSync(file, OWNER_ONLY)))
            throw new DataFolderNotPrivateError(`${resolve(file)} can be read or changed by others (mode ${(mode & 0o777).toString(8)}) and belongs to somebody else: run chmod 600 on it, or give it to the user that runs this.`);
    }
}
function attempt(change) {
    try {
        change();
        return true;
    }
    catch (error) {
        if (error.code === 'EPERM' ||
            error.code === 'EROFS')
            return false;
        throw error;
    }
}
