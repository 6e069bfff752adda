const Module = require('node:module');
const { readFileSync, realpathSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');

/**
 * Modules of which a worker needs one copy for all its spec files: packages, and the sources of libs and apps that are no spec and
 * no help for one (`testing` in the name). Node loads them itself, as it does in production; TypeScript goes through jest's transform and its cache.
 */
const ROOT = realpathSync(join(__dirname, '../../..'));
const native = Module.createRequire(__filename);

const isShared = (file) =>
  file.includes('/node_modules/') ||
  (/\.ts$/.test(file) &&
    /^(libs|apps)\//.test(relative(ROOT, file)) &&
    !/\.spec\.ts$|testing/.test(file));

/** Globals that shared modules made: they stay while the worker does. */
const stays = new Set();

/** The spec file's way to transform a source, and which sources stand in for others in this worker. */
let transform;
let instead;

/** Loads a shared module, the first time in this worker only. */
function load(file) {
  const shared = instead.get(file) ?? file;
  if (native.cache[shared]?.loaded) return native.cache[shared].exports;
  const before = new Set(Reflect.ownKeys(globalThis));
  const exports = native(shared);
  for (const name of Reflect.ownKeys(globalThis)) if (!before.has(name)) stays.add(name);
  return exports;
}

/** The next spec file begins: `transformed` turns a source into CommonJS; `standIns` names a source file for each that it replaces. */
function begin(transformed, standIns = {}) {
  transform = transformed;
  const asked = new Map(
    Object.entries(standIns).map(([file, other]) => [realpathSync(file), realpathSync(other)]),
  );
  if (instead && JSON.stringify([...asked]) !== JSON.stringify([...instead]))
    throw new Error(
      'This project replaces shared sources and others do not: run it by itself, e.g. `npx jest --selectProjects late`.',
    );
  instead = asked;
}

/** The source of one of our own packages, by its manifest: the condition `@chignon/source` is not Node's default. */
const sources = new Map();
function sourceOf(name) {
  if (!sources.has(name)) {
    const [pack, subpath] = [name.split('/', 2).join('/'), name.split('/').slice(2).join('/')];
    const dir = join(ROOT, 'node_modules', pack);
    const { exports } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    sources.set(name, join(dir, exports[subpath === '' ? '.' : `./${subpath}`]['@chignon/source']));
  }
  return sources.get(name);
}

const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, parent, ...rest) {
  const from = parent?.filename ?? '';
  let asked = name;
  if (name.startsWith('@chignon/')) asked = sourceOf(name);
  else if (from.endsWith('.ts') && /^\.{1,2}\/.*\.js$/.test(name))
    asked = join(dirname(from), `${name.slice(0, -3)}.ts`);
  const file = resolve.call(this, asked, parent, ...rest);
  const standIn = instead?.get(file);
  return standIn === undefined || standIn === from ? file : standIn;
};

Module._extensions['.ts'] = (module, file) => module._compile(transform(file), file);

module.exports = { begin, isShared, load, stays };
