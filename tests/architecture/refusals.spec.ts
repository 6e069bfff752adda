import ts from 'typescript';
import { textOf, typescriptFiles } from './sources.js';

/** What makes a refusal or a problem, and the place of its message among the arguments. */
const MAKERS: { readonly [name: string]: number } = {
  refused: 1,
  notFound: 1,
  conflict: 1,
  invalid: 1,
  malformed: 1,
  forbidden: 1,
  UnavailableError: 1,
  PostponedError: 1,
  Refusal: 2,
  HttpProblem: 2,
};

/** Words of a riddle: who is meant, and what to do about it, is not said. */
const FORBIDDEN =
  /\b(nobody|somebody|whoever|one (books|does|may)|just now|as yet|no more|any more|book anew|(?<!there )is no(?! longer)|are none|cannot not)\b/i;

/** The texts that an expression may come to; those that are put together elsewhere are not seen. */
function literalsOf(message: ts.Expression): ts.Expression[] {
  if (ts.isStringLiteralLike(message) || ts.isTemplateExpression(message)) return [message];
  if (ts.isConditionalExpression(message))
    return [...literalsOf(message.whenTrue), ...literalsOf(message.whenFalse)];
  return ts.isParenthesizedExpression(message) ? literalsOf(message.expression) : [];
}

/** The text as a client reads it; what is put in stands as `…`. */
const readingOf = (literal: ts.Expression): string =>
  ts.isStringLiteralLike(literal)
    ? literal.text
    : ts.isTemplateExpression(literal)
      ? literal.head.text + literal.templateSpans.map((span) => `…${span.literal.text}`).join('')
      : '';

/** Each message of a file, with its line. */
function messagesOf(path: string, text: string): [place: string, message: string][] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: [string, string][] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isCallExpression(node) || ts.isNewExpression(node)) &&
      ts.isIdentifier(node.expression) &&
      Object.hasOwn(MAKERS, node.expression.text)
    ) {
      const message = node.arguments?.[MAKERS[node.expression.text]!];
      for (const literal of message ? literalsOf(message) : [])
        found.push([
          `${path}:${source.getLineAndCharacterOfPosition(literal.getStart()).line + 1}`,
          readingOf(literal),
        ]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What is wrong with a message as a sentence; undefined when nothing is. */
function faultOf(message: string): string | undefined {
  if (!/^[\p{Lu}`…\d]/u.test(message)) return 'begins with a small letter';
  if (!message.endsWith('.')) return 'ends without a period';
  const word = FORBIDDEN.exec(message)?.[0];
  return word === undefined ? undefined : `says "${word}"`;
}

const faultsOf = (path: string, text: string): string[] =>
  messagesOf(path, text).flatMap(([place, message]) => {
    const fault = faultOf(message);
    return fault === undefined ? [] : [`${place} ${fault}: ${message}`];
  });

const sources = typescriptFiles().filter(
  (path) => !path.startsWith('tests/') && !path.includes('.spec.') && !path.includes('testing'),
);

describe('refusals', () => {
  it('are found', () => {
    expect(sources.flatMap((path) => messagesOf(path, textOf(path))).length).toBeGreaterThan(400);
  });

  it('are sentences that name what is wrong', () => {
    expect(sources.flatMap((path) => faultsOf(path, textOf(path)))).toEqual([]);
  });
});

describe('canary of the sentences', () => {
  const faults = (text: string) => faultsOf('x.ts', text).length;

  it('notices fragments, missing periods and riddles, also in both halves of a choice', () => {
    expect(faults("refused('a-b', 'the slot is taken')")).toBe(1);
    expect(faults("throw new HttpProblem(400, 'a-b', 'No such path')")).toBe(1);
    expect(faults("invalid('a-b', `somebody else was first`, { field: 'x' })")).toBe(1);
    expect(faults("notFound('a-b', 'Nobody has this id.')")).toBe(1);
    expect(faults("invalid('a-b', over ? 'it is over' : (x ? 'no such day' : 'Fine.'))")).toBe(2);
    expect(faults('refused(`a-${b}`, `The visit is ${b}`)')).toBe(1);
  });

  it('lets sentences pass', () => {
    expect(faults("refused('a-b', 'The slot is taken. Choose another one.')")).toBe(0);
    expect(faults('refused(`a-${b}`, `${count} seats are taken.`)')).toBe(0);
    expect(faults("invalid('a-b', '`min` is greater than `max`.')")).toBe(0);
    expect(faults("refused(code, message, { field: 'x' })")).toBe(0);
  });
});
