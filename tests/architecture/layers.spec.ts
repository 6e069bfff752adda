import ts from 'typescript';
import { posix } from 'node:path';
import { cyclesOf, importGraph } from './imports.js';
import { textOf, typescriptFiles } from './sources.js';

/** Parts of booking from the ground up: each may know those before it, types included. Features know none of each other. */
const LAYERS = ['salon', 'visits', 'agenda', 'deposits', 'desk', 'features'];
const ROOT = 'libs/booking/src/';
/** Parts of customers in the same way. */
const CUSTOMERS = ['identity', 'consents', 'profile', 'delivery', 'imports'];
const CUSTOMERS_ROOT = 'libs/customers/src/';

/** Relative imports and re-exports of a file, types included. */
const allImports = (path: string, text: string): string[] =>
  ts
    .preProcessFile(text)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => posix.join(posix.dirname(path), fileName).replace(/\.js$/, '.ts'));

/** Specs try a part within the whole; what they share does too. Tables of contents name what stands below them. */
const isJudged = (path: string): boolean => !/\.spec\.ts$|testing/.test(path);
const isManifest = (path: string): boolean => path.endsWith('/index.ts');

const layerOf = (path: string): number => LAYERS.indexOf(path.slice(ROOT.length).split('/')[0]!);
const featureOf = (path: string): string | undefined =>
  path.startsWith(`${ROOT}features/`) ? path.slice(ROOT.length).split('/')[1] : undefined;

/** Imports that lead to a layer above, or from one feature into another. */
function upwards(files: ReadonlyMap<string, string>): string[] {
  return [...files]
    .filter(([path]) => path.startsWith(ROOT) && isJudged(path))
    .flatMap(([path, text]) =>
      allImports(path, text)
        .filter((to) => {
          if (!to.startsWith(ROOT) || layerOf(path) < 0) return false;
          const [from, into] = [featureOf(path), featureOf(to)];
          return (
            layerOf(to) > layerOf(path) ||
            layerOf(to) < 0 ||
            (from !== undefined &&
              into !== undefined &&
              from !== into &&
              path !== `${ROOT}features/index.ts`)
          );
        })
        .map((to) => `${path} -> ${to}`),
    );
}

/** Circles of folders: types count as much as what is loaded, for a reader has to know both. */
function folderCircles(files: ReadonlyMap<string, string>): string[] {
  const folders = new Map<string, Set<string>>();
  for (const [path, text] of files) {
    if (!isJudged(path) || isManifest(path)) continue;
    const from = posix.dirname(path);
    for (const to of allImports(path, text)) {
      const into = posix.dirname(to);
      if (into !== from && !isManifest(to))
        folders.set(from, (folders.get(from) ?? new Set()).add(into));
    }
  }
  return cyclesOf(new Map([...folders].map(([folder, into]) => [folder, [...into]]))).map(
    (circle) => circle.join(' -> '),
  );
}

const files = new Map(typescriptFiles().map((path) => [path, textOf(path)]));
const within = (prefix: string): ReadonlyMap<string, string> =>
  new Map([...files].filter(([path]) => path.startsWith(prefix)));

describe('layers of booking', () => {
  it('are all there, and every file stands in one of them', () => {
    expect(within(ROOT).size).toBeGreaterThan(250);
    for (const layer of LAYERS) expect(within(`${ROOT}${layer}/`).size).toBeGreaterThan(5);
    expect([...within(ROOT).keys()].filter((path) => layerOf(path) < 0 && isJudged(path))).toEqual([
      `${ROOT}index.ts`,
      `${ROOT}roles.ts`,
    ]);
  });

  it('know only those before them, types included; no feature knows another', () => {
    expect(upwards(files)).toEqual([]);
  });

  it('customers: each part knows only those before it, types included', () => {
    const layer = (path: string): number =>
      CUSTOMERS.indexOf(path.slice(CUSTOMERS_ROOT.length).split('/')[0]!);
    const within = [...files].filter(([path]) => path.startsWith(CUSTOMERS_ROOT) && isJudged(path));
    const above = within.flatMap(([path, text]) =>
      allImports(path, text)
        .filter((to) => layer(path) >= 0 && (layer(to) < 0 || layer(to) > layer(path)))
        .map((to) => `${path} -> ${to}`),
    );
    expect(above).toEqual([]);
    expect(within.map(([path]) => path).filter((path) => layer(path) < 0)).toEqual([
      `${CUSTOMERS_ROOT}index.ts`,
      `${CUSTOMERS_ROOT}roles.ts`,
    ]);
  });

  it.each([
    'booking',
    'calendar',
    'contracts',
    'customers',
    'inventory',
    'insights',
    'loyalty',
    'marketing',
  ])('libs/%s: its folders make no circle, types included', (library) => {
    expect(folderCircles(within(`libs/${library}/src/`))).toEqual([]);
  });
});

describe('canary of the layers', () => {
  const file = (
    path: string,
    to: string,
    kind = 'import type { X }',
  ): ReadonlyMap<string, string> => new Map([[`${ROOT}${path}`, `${kind} from '${to}';\n`]]);

  it('sees an arrow up, be it a type, a re-export, or out of the layers', () => {
    expect(upwards(file('salon/a.ts', '../agenda/b.js'))).toHaveLength(1);
    expect(upwards(file('visits/a.ts', '../features/board/b.js', 'export { x }'))).toHaveLength(1);
    expect(upwards(file('desk/booking/a.ts', '../../index.js', 'import { x }'))).toHaveLength(1);
    expect(upwards(file('agenda/a.ts', '../salon/b.js'))).toEqual([]);
  });

  it('sees one feature in another', () => {
    expect(upwards(file('features/board/a.ts', '../widget/b.js'))).toHaveLength(1);
    expect(upwards(file('features/board/a.ts', '../../desk/booking/b.js'))).toEqual([]);
  });

  it('sees two folders that need each other though no two files do', () => {
    const circle = new Map([
      ['libs/x/src/a/1.ts', "import type { Y } from '../b/1.js';"],
      ['libs/x/src/b/2.ts', "import { z } from '../a/2.js';"],
    ]);
    expect(cyclesOf(importGraph(circle, new Map()))).toEqual([]);
    expect(folderCircles(circle)).toHaveLength(1);
  });
});
