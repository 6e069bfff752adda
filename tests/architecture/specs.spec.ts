import ts from 'typescript';
import { filesBelow, textOf } from './sources.js';

/** `BK-01` to `BK-32`. */
const numbered = (prefix: string, first: number, last: number): string[] =>
  Array.from(
    { length: last - first + 1 },
    (_, i) => `${prefix}${String(first + i).padStart(2, '0')}`,
  );

/** What is done to its full sentence and proven by a test that names it. */
const PROVEN = [
  ...numbered('BK-', 1, 32),
  'VS-01',
  'VS-02',
  'VS-07',
  'VS-13',
  'PR-01',
  'PR-02',
  'PR-03',
  'PR-04',
  'LY-01',
  'LY-06',
  'LY-16',
  'LY-28',
  'IN-01',
  'IN-05',
  'IN-06',
  'IN-07',
  'CM-05',
  'AN-01',
  'AN-02',
  'AN-03',
  'AN-04',
  'GW-01',
  'GW-11',
  'GW-15',
  ...numbered('R-BK-', 1, 8),
  ...numbered('R-BK-', 10, 14),
  ...numbered('R-BK-', 20, 24),
  ...numbered('R-BK-', 30, 36),
  ...numbered('R-BK-', 40, 47),
  'R-VS-01',
  'R-VS-02',
  'R-VS-03',
  'R-VS-04',
  'R-LY-01',
  'R-LY-02',
  'R-LY-03',
  'R-LY-08',
  'R-IN-04',
  'R-CM-03',
  'R-CM-05',
  'B1',
  'B2',
  'B3',
  'B4',
  'B5',
  'B6',
  'B7',
  'B8',
  'B9',
];

const specs = [
  ...['libs', 'apps', 'tests'].flatMap((folder) => filesBelow(folder, '.spec.ts')),
].filter((path) => path !== 'tests/architecture/specs.spec.ts');
const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

/** `describe.skip` -> `['describe', 'skip']`; anything else -> `[]`. */
function nameParts(expression: ts.Expression): string[] {
  if (ts.isIdentifier(expression)) return [expression.text];
  if (ts.isPropertyAccessExpression(expression))
    return [...nameParts(expression.expression), expression.name.text];
  if (ts.isCallExpression(expression) || ts.isTaggedTemplateExpression(expression))
    return nameParts(ts.isCallExpression(expression) ? expression.expression : expression.tag);
  if (ts.isParenthesizedExpression(expression))
    return ts.isConditionalExpression(expression.expression)
      ? nameParts(expression.expression.whenTrue)
      : nameParts(expression.expression);
  return [];
}
const TEST_WORDS = ['describe', 'it', 'test'];

/** Every title of a describe, it or test of a file. */
function titlesOf(path: string, text: string): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      TEST_WORDS.includes(nameParts(node.expression)[0] ?? '') &&
      node.arguments[0] &&
      !ts.isArrayLiteralExpression(node.arguments[0])
    )
      titles.push(node.arguments[0].getText());
    ts.forEachChild(node, visit);
  };
  visit(parse(path, text));
  return titles;
}

/** What a test must not do. `setTimeout` is for a limit (a timer that is cleared, or fails the test), never for waiting. */
function faultsOf(path: string, text: string): string[] {
  const faults: string[] = [];
  const source = parse(path, text);
  const say = (node: ts.Node, what: string) =>
    faults.push(
      `${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${what}`,
    );
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const parts = nameParts(node.expression);
      if (ts.isIdentifier(node.expression) && node.expression.text === 'setTimeout' && sleeps(node))
        say(node, 'sleeps');
      if (
        ts.isIdentifier(node.expression) &&
        ['sleep', 'delay', 'setInterval'].includes(node.expression.text)
      )
        say(node, `waits by ${node.expression.text}`);
      if (parts[0] !== undefined && TEST_WORDS.includes(parts[0]) && parts.includes('only'))
        say(node, 'runs alone (.only)');
      if (['xit', 'xdescribe', 'xtest', 'fit', 'fdescribe'].includes(parts[0] ?? ''))
        say(node, `skips by ${parts[0]}`);
      if (
        parts.includes('spyOn') &&
        /^['"`]now['"`]$/.test(node.arguments[1]?.getText(source) ?? '')
      ) {
        if (/[fF]acts$/.test(node.arguments[0]!.getText(source)))
          say(node, 'spies on the clock instead of handing one in');
      }
      if (parts.includes('todo') && TEST_WORDS.includes(parts[0] ?? '')) say(node, 'is a todo');
    }
    if (
      ts.isPropertyAccessExpression(node) &&
      node.name.text === 'skip' &&
      TEST_WORDS.includes(nameParts(node.expression)[0] ?? '') &&
      !saysWhy(node, text)
    )
      say(node, 'skips without a printed reason');
    if (ts.isImportDeclaration(node) && /timers\/promises/.test(node.moduleSpecifier.getText()))
      say(node, 'imports timers/promises');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
}

/** `setTimeout(resolve, 100)`: the promise's own resolve, or a function that calls it, and a time. A turn of the event loop (0 or none) is no sleep. */
function sleeps(call: ts.CallExpression): boolean {
  const [then, time] = call.arguments;
  if (!then || !time || time.getText() === '0') return false;
  let around: ts.Node = call;
  while (!ts.isNewExpression(around) && around.parent) around = around.parent;
  if (!ts.isNewExpression(around) || around.expression.getText() !== 'Promise') return false;
  const executor = around.arguments?.[0];
  const resolve =
    executor && (ts.isArrowFunction(executor) || ts.isFunctionExpression(executor))
      ? executor.parameters[0]?.name.getText()
      : undefined;
  return resolve !== undefined && new RegExp(`\\b${resolve}\\b`).test(then.getText());
}

/** A skip stands in a condition (`reason ? describe.skip : describe`), and the file prints the reason. */
const saysWhy = (node: ts.Node, text: string): boolean =>
  ts.isConditionalExpression(node.parent) &&
  /console\.(warn|log|info|error)\(|process\.(stdout|stderr)\.write\(/.test(text);

const named = (id: string, titles: readonly string[]): boolean =>
  titles.some((title) => new RegExp(`(?<![A-Za-z0-9-])${id}(?![0-9a-z])`).test(title));

describe('tests', () => {
  it('are there', () => {
    expect(specs.length).toBeGreaterThan(40);
    expect(specs.flatMap((path) => titlesOf(path, textOf(path))).length).toBeGreaterThan(300);
  });

  it('do not sleep, poll, run alone, or skip without saying why', () => {
    expect(specs.flatMap((path) => faultsOf(path, textOf(path)))).toEqual([]);
  });

  const titles = specs.flatMap((path) => titlesOf(path, textOf(path)));
  it.each(PROVEN)('%s is named by the test that proves it', (id) => {
    expect(named(id, titles)).toBe(true);
  });
});

describe('canary of the rules for tests', () => {
  const faults = (text: string) => faultsOf('x.spec.ts', text).length;

  it('notices sleeps and lets limits and turns pass', () => {
    expect(faults('await new Promise((done) => setTimeout(done, 100));')).toBe(1);
    expect(faults('await new Promise<void>((r) => { setTimeout(() => r(), ms); });')).toBe(1);
    expect(faults("import { setTimeout as wait } from 'node:timers/promises';")).toBe(1);
    expect(faults('setInterval(() => look(), 10);')).toBe(1);
    expect(
      faults(
        'await new Promise((done) => setTimeout(done, 0)); const t = setTimeout(() => fail(), 1000);',
      ),
    ).toBe(0);
    expect(
      faults(
        "await new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 1000));",
      ),
    ).toBe(0);
  });

  it('notices tests that run alone or are skipped in silence', () => {
    expect(faults("it.only('x', () => {});")).toBe(1);
    expect(faults("describe.skip('x', () => {});")).toBe(1);
    expect(faults("xit('x', () => {});")).toBe(1);
    expect(faults("it.todo('x');")).toBe(1);
    expect(faults("(why ? describe.skip : describe)('x', () => {});")).toBe(1);
    expect(
      faults("if (why) console.warn(why); (why ? describe.skip : describe)('x', () => {});"),
    ).toBe(0);
  });

  it('notices a spied clock', () => {
    expect(faults("jest.spyOn(realFacts, 'now').mockReturnValue(later);")).toBe(1);
    expect(faults("jest.spyOn(at.platform.host.engines.facts, 'now');")).toBe(1);
    expect(faults("jest.spyOn(performance, 'now');")).toBe(0);
  });

  it('reads ids out of titles only, and whole', () => {
    const titles = titlesOf(
      'x.spec.ts',
      "describe('R-BK-01 hours', () => { it.each([['BK-30']])('%s L12', () => {}); /* BK-22 */ });",
    );
    expect(named('R-BK-01', titles)).toBe(true);
    expect(named('L12', titles)).toBe(true);
    for (const id of ['BK-01', 'BK-22', 'BK-30', 'L1']) expect(named(id, titles)).toBe(false);
  });
});
