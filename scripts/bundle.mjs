// Bundles the compiled apps into dist/<app>/main.js and what they share into dist/shared: a process then loads some dozen files instead of some
// 2,000 modules (docs/adr/0055). Run by build.mjs.
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundles = join(root, 'dist');
/** Read at run time, from the folder above the file that reads it, as in `libs/service-kit/dist/http`. */
const TEXTS = 'libs/service-kit/dist/api-texts.json';
/** The crash tests' platform, which dies on its way: its points lie around the classes of the very bundle that it starts. Images have no tests. */
const DOOMED = 'tests/crash/doomed.mjs';
/** What stays a package of its own: a native module with its driver, and files that are read to be sent. */
const EXTERNAL = ['libsql', /^swagger-ui-dist/];

/** Packages know others that they could work with; those that are not installed stay imports that nobody comes by. An import of ours must be there. */
const refuseMissing = (level, log, pass) => {
  if (log.code === 'UNRESOLVED_IMPORT' && log.id?.includes('node_modules')) return;
  if (level === 'warn') throw new Error(log.message);
  pass(level, log);
};

/** Positions lead back to our sources in TypeScript: what swc compiled brings its map. */
const compiledMaps = {
  name: 'compiled-maps',
  load: {
    filter: { id: /\/(?:libs|apps)\/[^/]+\/dist\/.*\.js$/ },
    handler: (id) =>
      existsSync(`${id}.map`)
        ? { code: readFileSync(id, 'utf8'), map: readFileSync(`${id}.map`, 'utf8') }
        : null,
  },
};

const entries = Object.fromEntries(
  readdirSync(join(root, 'apps')).map((app) => [app, `apps/${app}/dist/main.js`]),
);
if (existsSync(join(root, DOOMED))) entries.doomed = DOOMED;

// All apps at once, so that what several need lies there once. Modules are executed in the order of their imports: the metadata of decorators
// must be there before the first class. Classes keep their names, which are those of shapes and events.
const made = await rolldown({
  cwd: root,
  input: entries,
  platform: 'node',
  external: EXTERNAL,
  preserveEntrySignatures: false,
  plugins: [compiledMaps],
  onLog: refuseMissing,
});
const next = join(root, '.cache', `bundles-${process.pid}`);
await made.write({
  dir: next,
  format: 'esm',
  keepNames: true,
  strictExecutionOrder: true,
  sourcemap: true,
  sourcemapExcludeSources: true,
  entryFileNames: '[name]/main.js',
  chunkFileNames: 'shared/[name]-[hash].js',
});
await made.close();
copyFileSync(join(root, TEXTS), join(next, 'api-texts.json'));
// Whole or not at all: whoever starts meanwhile finds those before.
rmSync(bundles, { recursive: true, force: true });
renameSync(next, bundles);
