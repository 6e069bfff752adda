import ts from 'typescript';
import { posix } from 'node:path';
import { cyclesOf, importGraph } from './imports.js';
import { textOf, typescriptFiles } from './sources.js';

/** A context of parts from the ground up: each may know those before it, types included. Features know none of each other. */
interface Layered {
  readonly root: string;
  readonly layers: readonly string[];
}
const BOOKING: Layered = {
  root: 'libs/booking/src/',
  layers: ['salon', 'visits', 'agenda', 'deposits', 'desk', 'features'],
};
const LOYALTY: Layered = {
  root: 'libs/loyalty/src/',
  layers: ['rules', 'tiers', 'points', 'rewards', 'wallet', 'gift-cards', 'liability', 'proof'],
};
const CUSTOMERS: Layered = {
  root: 'libs/customers/src/',
  layers: [
    'stores',
    'access',
    'identity',
    'consents',
    'profile',
    'craft',
    'delivery',
    'imports',
    'privacy',
  ],
};
const INVENTORY: Layered = {
  root: 'libs/inventory/src/',
  layers: [
    'products',
    'stock',
    'lots',
    'claims',
    'counts',
    'transfers',
    'recalls',
    'write-offs',
    'attention',
    'catalogue',
  ],
};
const ROOT = BOOKING.root;

/** Relative imports and re-exports of a file, types included. */
const allImports = (path: string, text: string): string[] =>
  ts
    .preProcessFile(text)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => posix.join(posix.dirname(path), fileName).replace(/\.js$/, '.ts'));

/** Specs try a part within the whole; what they share does too. Tables of contents name what stands below them. */
const isJudged = (path: string): boolean => !/\.spec\.ts$|testing/.test(path);
const isManifest = (path: string): boolean => path.endsWith('/index.ts');

const layerOf = (path: string, { root, layers }: Layered): number =>
  layers.indexOf(path.slice(root.length).split('/')[0]!);
const featureOf = (path: string, { root }: Layered): string | undefined =>
  path.startsWith(`${root}features/`) ? path.slice(root.length).split('/')[1] : undefined;

/** Imports that lead to a layer above, or from one feature into another. */
function upwards(files: ReadonlyMap<string, string>, context = BOOKING): string[] {
  const { root } = context;
  return [...files]
    .filter(([path]) => path.startsWith(root) && isJudged(path))
    .flatMap(([path, text]) =>
      allImports(path, text)
        .filter((to) => {
          if (!to.startsWith(root) || layerOf(path, context) < 0) return false;
          const [from, into] = [featureOf(path, context), featureOf(to, context)];
          return (
            layerOf(to, context) > layerOf(path, context) ||
            layerOf(to, context) < 0 ||
            (from !== undefined &&
              into !== undefined &&
              from !== into &&
              path !== `${root}features/index.ts`)
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

describe('layers of contexts', () => {
  it.each([
    [BOOKING, 250],
    [LOYALTY, 30],
    [CUSTOMERS, 30],
    [INVENTORY, 30],
  ] as const)('$root: are all there, and every file stands in one of them', (context, least) => {
    const { root, layers } = context;
    expect(within(root).size).toBeGreaterThan(least);
    for (const layer of layers) expect(within(`${root}${layer}/`).size).toBeGreaterThan(1);
    expect(
      [...within(root).keys()].filter((path) => layerOf(path, context) < 0 && isJudged(path)),
    ).toEqual([`${root}index.ts`, `${root}roles.ts`]);
  });

  it.each([[BOOKING], [LOYALTY], [CUSTOMERS], [INVENTORY]])(
    '$root: know only those before them, types included; no feature knows another',
    (context) => {
      expect(upwards(files, context)).toEqual([]);
    },
  );

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
