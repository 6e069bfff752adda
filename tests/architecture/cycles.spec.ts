import { cyclesOf, importGraph, importsOf } from './imports.js';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow, ROOT, textOf, typescriptFiles } from './sources.js';

/** Every package of the workspace: bare specifier -> source file, from its own `exports`. */
const packages = new Map(
  filesBelow('libs', 'package.json').flatMap((path) => {
    const { name, exports } = JSON.parse(textOf(path)) as {
      name: string;
      exports?: { [entry: string]: { '@chignon/source': string } };
    };
    const folder = path.replace('/package.json', '');
    return Object.entries(exports ?? {}).map(
      ([entry, { '@chignon/source': source }]): [string, string] => [
        entry.replace(/^\./, name),
        source.replace(/^\./, folder),
      ],
    );
  }),
);
const files = new Map(typescriptFiles().map((path) => [path, textOf(path)]));
const graph = importGraph(files, packages);

describe('imports', () => {
  it('are seen: files, packages, and edges between them', () => {
    expect(files.size).toBeGreaterThan(150);
    expect([...packages.keys()]).toEqual(
      expect.arrayContaining([
        '@chignon/eventing',
        '@chignon/contracts',
        '@chignon/service-kit',
        '@chignon/booking',
      ]),
    );
    expect([...graph.values()].flat().length).toBeGreaterThan(300);
    expect(graph.get('libs/loyalty/src/index.ts')).toContain('libs/loyalty/src/points/index.ts');
    expect(graph.get('libs/loyalty/src/points/account/points-ledger.ts')).toContain(
      'libs/eventing/src/index.ts',
    );
  });

  it('make no cycle inside a library or between libraries', () => {
    expect(cyclesOf(graph).map((cycle) => cycle.join(' -> '))).toEqual([]);
  });

  it('make no cycle between libraries even when types are counted', () => {
    const typed = new Map(
      [...packages.keys()]
        .map((name) => name.split('/').slice(0, 2).join('/'))
        .map((name) => [name, new Set<string>()] as const),
    );
    for (const [path, text] of files) {
      if (path.endsWith('.spec.ts')) continue;
      const from = `@chignon/${path.split('/')[1]}`;
      for (const [, to] of text.matchAll(/from '(@chignon\/[a-z-]+)/g))
        if (path.startsWith('libs/')) typed.get(from)!.add(to!);
    }
    expect([...typed.values()].reduce((sum, targets) => sum + targets.size, 0)).toBeGreaterThan(10);
    expect(
      cyclesOf(
        new Map(
          [...typed].map(([name, targets]) => [
            name,
            [...targets].filter((other) => other !== name),
          ]),
        ),
      ),
    ).toEqual([]);
  });

  it('of programs beside the sources name what there is, by the names that it has', () => {
    const strange = (path: string, text: string): string[] =>
      [...text.matchAll(/import \{([^}]*)\} from '(\.[^']*\/dist\/[^']*)\.js'/g)].flatMap(
        ([, names, target]) => {
          const source = `${join(dirname(path), target!).replace('/dist/', '/src/')}.ts`;
          if (!existsSync(join(ROOT, source))) return [`${path}: ${source}`];
          const there = textOf(source);
          return names!
            .split(',')
            .map((name) => name.trim().split(' as ')[0]!)
            .filter(
              (name) =>
                name !== '' &&
                !new RegExp(
                  `export (?:async )?(?:const|function\\*?|class) ${name}\\b|export \\{[^}]*\\b${name}\\b`,
                ).test(there),
            )
            .map((name) => `${path}: ${name} of ${source}`);
        },
      );
    const programs = ['tests', 'scripts'].flatMap((folder) => filesBelow(folder, '.mjs'));
    expect(programs.length).toBeGreaterThan(30);
    expect(programs.flatMap((path) => strange(path, textOf(path)))).toEqual([]);
    const from = "from '../../libs/booking/dist/agenda/day/line.js'";
    expect(strange('tests/bench/x.mjs', `import { shiftLine, moved } ${from}`)).toEqual([
      'tests/bench/x.mjs: moved of libs/booking/src/agenda/day/line.ts',
    ]);
    expect(strange('tests/bench/x.mjs', `import { a } ${from.replace('/day/', '/')}`)).toHaveLength(
      1,
    );
  });
});

describe('canary of the walker', () => {
  const graphOf = (sources: { [path: string]: string }) =>
    cyclesOf(
      importGraph(
        new Map(Object.entries(sources)),
        new Map([['@chignon/b', 'libs/b/src/index.ts']]),
      ),
    );

  it('finds a cycle of two files, of three, through a package, through a re-export and through a late import', () => {
    expect(
      graphOf({ 'a.ts': "import { b } from './b.js';", 'b.ts': "import { a } from './a.js';" }),
    ).toEqual([['a.ts', 'b.ts', 'a.ts']]);
    expect(
      graphOf({
        'a.ts': "import './b.js';",
        'b.ts': "export * from './c.js';",
        'c.ts': "const a = await import('./a.js');",
      }),
    ).toEqual([['a.ts', 'b.ts', 'c.ts', 'a.ts']]);
    expect(
      graphOf({
        'libs/a/src/x.ts': "import { y } from '@chignon/b';",
        'libs/b/src/index.ts': "import { x } from '../../a/src/x.js';",
      }),
    ).toHaveLength(1);
  });

  it('finds a cycle that is not reached from its first file', () => {
    expect(
      graphOf({
        'a.ts': "import './b.js';",
        'b.ts': "import './c.js';",
        'c.ts': "import './b.js';",
      }),
    ).toEqual([['b.ts', 'c.ts', 'b.ts']]);
  });

  it('lets types pass: they load nothing', () => {
    expect(
      graphOf({
        'a.ts': "import type { B } from './b.js';",
        'b.ts': "import { a } from './a.js';",
      }),
    ).toEqual([]);
    expect(
      importsOf(
        'a.ts',
        "import { type B, type C } from './b.js'; import d, { type E } from './d.js'; type F = import('./f.js').F;",
      ),
    ).toEqual(['./d.js']);
  });
});
