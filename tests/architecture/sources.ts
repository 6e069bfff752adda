import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository. */
export const ROOT = resolve(__dirname, '../..');

const SKIPPED = new Set(['node_modules', 'dist', 'canary', 'coverage']);

/** Paths below a folder of the repository, relative to its root, that end like this, in order of name. */
export function filesBelow(folder: string, ...endings: string[]): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory())
        return SKIPPED.has(entry.name) || entry.name.startsWith('.')
          ? []
          : filesBelow(path, ...endings);
      return endings.some((ending) => entry.name.endsWith(ending)) ? [path] : [];
    });
}

/** The text of a file of the repository. */
export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Every TypeScript source and spec of libs, apps and tests, the linter's canary left out. */
export const typescriptFiles = (): string[] =>
  ['libs', 'apps', 'tests']
    .flatMap((folder) => filesBelow(folder, '.ts'))
    .filter((path) => !path.endsWith('.d.ts'));
