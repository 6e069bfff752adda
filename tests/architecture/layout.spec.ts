import ts from 'typescript';
import { textOf, typescriptFiles } from './sources.js';

const FORBIDDEN_FOLDERS = [
  'common',
  'utils',
  'util',
  'helpers',
  'helper',
  'shared',
  'domain',
  'application',
  'infrastructure',
];
/** Tables of contents of a package; a context's also holds its manifest. */
const PACKAGE_ENTRIES = [
  /^libs\/[^/]+\/src\/index\.ts$/,
  /^libs\/adapters\/src\/[^/]+\/index\.ts$/,
  /^libs\/eventing\/src\/testing\/index\.ts$/,
];
const SHORT = 5;

/** True when a file holds nothing but `export … from` lines. */
function onlyReExports(path: string, text: string): boolean {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  return (
    statements.length > 0 && statements.every((statement) => ts.isExportDeclaration(statement))
  );
}
/** Relative imports that Node would not resolve. */
const badEndings = (path: string, text: string): string[] =>
  ts
    .preProcessFile(text)
    .importedFiles.filter(
      ({ fileName }) => fileName.startsWith('.') && !/\.(js|mjs|cjs|json)$/.test(fileName),
    )
    .map(({ fileName }) => `${path}: ${fileName}`);
const isEntry = (path: string): boolean => PACKAGE_ENTRIES.some((entry) => entry.test(path));
const linesOf = (text: string): number =>
  text.split('\n').filter((line) => line.trim() !== '').length;

const files = typescriptFiles();

describe('layout', () => {
  it('has files to look at, in every context', () => {
    expect(files.length).toBeGreaterThan(150);
    for (const context of ['booking', 'customers', 'loyalty', 'marketing', 'inventory', 'insights'])
      expect(
        files.filter((path) => path.startsWith(`libs/${context}/src/`)).length,
      ).toBeGreaterThan(4);
  });

  it('splits by business, never by layer or into drawers for everything', () => {
    expect(
      files.filter((path) =>
        path
          .split('/')
          .slice(0, -1)
          .some((folder) => FORBIDDEN_FOLDERS.includes(folder)),
      ),
    ).toEqual([]);
    expect(
      files.filter((path) =>
        FORBIDDEN_FOLDERS.includes(path.split('/').at(-1)!.replace(/\.ts$/, '')),
      ),
    ).toEqual([]);
  });

  it('has no barrel inside a folder', () => {
    expect(
      files.filter(
        (path) => path.endsWith('/index.ts') && !isEntry(path) && onlyReExports(path, textOf(path)),
      ),
    ).toEqual([]);
  });

  it(`has no file of less than ${SHORT} lines that only passes on`, () => {
    expect(
      files.filter(
        (path) =>
          !isEntry(path) && linesOf(textOf(path)) < SHORT && onlyReExports(path, textOf(path)),
      ),
    ).toEqual([]);
  });

  it('imports with the ending .js, as Node resolves', () => {
    expect(files.flatMap((path) => badEndings(path, textOf(path)))).toEqual([]);
  });
});

describe('canary of the layout rules', () => {
  it('knows a file that only passes on from one that does something', () => {
    expect(onlyReExports('a.ts', "export * from './b.js';\nexport { c } from './c.js';\n")).toBe(
      true,
    );
    expect(onlyReExports('a.ts', "export * from './b.js';\nexport const c = 1;\n")).toBe(false);
    expect(badEndings('a.ts', "import {\n  a,\n} from './b';\nexport * from './c.js';\n")).toEqual([
      'a.ts: ./b',
    ]);
    expect(isEntry('libs/booking/src/visits/index.ts')).toBe(false);
    expect(isEntry('libs/booking/src/index.ts')).toBe(true);
  });
});
