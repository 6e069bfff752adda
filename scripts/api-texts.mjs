// Gathers what docstrings say of operations, classes and fields of the interface, for `/openapi.json`: comments are not there at run time. The build writes
// them beside the compiled kit, whenever it compiles (`node scripts/api-texts.mjs <file>`); specs take them from its output, with `files`, gathered from the sources as they are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { refusals, sourceOf } from './refusals.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const sourcesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(path);
    return /\.ts$/.test(entry.name) && !/\.(spec|d)\.ts$|testing/.test(entry.name) ? [path] : [];
  });

/** One paragraph is one line: where lines of a comment break says nothing. Lists keep theirs. */
const flowing = (text) =>
  text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n(?!\s*[-*] )\s*/g, ' ').trim())
    .join('\n\n');

/** The first sentence, without its full stop, and what follows it. */
export function sentences(text) {
  const whole = flowing(text);
  const end = /[.!?](?=\s+\S)|[。！？]|\n\n/u.exec(
    whole.replaceAll(/`[^`]*`|\b(e\.g|i\.e|at most|etc)\./g, (part) => '·'.repeat(part.length)),
  );
  if (!end) return { summary: whole.replace(/\.$/, ''), rest: undefined };
  const summary = whole.slice(0, end.index).trim();
  const rest = whole.slice(end.index + 1).trim();
  return { summary, rest: rest === '' ? undefined : rest };
}

const textOf = (comment) =>
  comment === undefined ? '' : (ts.getTextOfJSDocComment(comment) ?? '');
const docOf = (node) => {
  const docs = node.jsDoc ?? [];
  const last = docs.at(-1);
  return last ? flowing(textOf(last.comment)) : '';
};

const decoratorsOf = (node) =>
  (ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []).map(({ expression }) =>
    ts.isCallExpression(expression) ? expression.expression.getText() : expression.getText(),
  );
const METHODS = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'Options', 'All']);

function operationOf(method) {
  const text = docOf(method);
  const tags = ts.getJSDocTags(method);
  const { summary, rest } = sentences(text);
  const tag = (name) =>
    tags
      .filter(({ tagName }) => tagName.text === name)
      .map(({ comment }) => flowing(textOf(comment)));
  const params = Object.fromEntries(
    tags
      .filter((one) => ts.isJSDocParameterTag(one))
      .map((one) => [one.name.getText(), flowing(textOf(one.comment).replace(/^[-–]\s*/, ''))]),
  );
  const refusals = tag('throws');
  const description = [rest, ...refusals.map((one) => one.replace(/^Refusal /, 'Refused: '))]
    .filter(Boolean)
    .join('\n\n');
  const [zh] = tag('zh');
  return {
    summary,
    ...(zh ? { zh } : {}),
    ...(description === '' ? {} : { description }),
    ...(Object.keys(params).length > 0 ? { params } : {}),
  };
}

/**
 * What docstrings say: `operations` by the names of handlers, `classes` and `fields` by class (and field), and `files`: where a class or
 * handler stands, for lists of what nobody has described; `refusals`: the codes of each status that an operation may answer.
 */
export function apiTexts() {
  const texts = { operations: {}, classes: {}, fields: {}, examples: {}, files: {} };
  for (const library of readdirSync(join(root, 'libs')))
    for (const path of sourcesIn(join(root, 'libs', library, 'src'))) {
      const code = readFileSync(path, 'utf8');
      if (!/^\s*@\w+\(/m.test(code) || !/\bclass \w/.test(code)) continue;
      const file = path.slice(root.length + 1);
      const visit = (node) => {
        if (!ts.isClassDeclaration(node) || !node.name) return;
        const name = node.name.text;
        const isController = decoratorsOf(node).includes('Controller');
        if (!isController) {
          texts.files[name] ??= file;
          const text = docOf(node);
          if (text !== '') texts.classes[name] ??= text;
          const example = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === 'example');
          if (example) texts.examples[name] = JSON.parse(textOf(example.comment));
        }
        for (const member of node.members) {
          if (ts.isPropertyDeclaration(member) && !isController) {
            const text = docOf(member);
            if (text !== '') texts.fields[`${name}.${member.name.getText()}`] ??= text;
          }
          if (
            isController &&
            ts.isMethodDeclaration(member) &&
            decoratorsOf(member).some((decorator) => METHODS.has(decorator))
          ) {
            const id = member.name.getText();
            texts.files[id] = file;
            if (docOf(member) !== '') texts.operations[id] = operationOf(member);
          }
        }
      };
      sourceOf(path).forEachChild(visit);
    }
  const { operations: refused, ifMatch } = refusals();
  return { ...texts, refusals: refused, ifMatch };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, ...texts } = apiTexts();
  if (process.argv[2]) writeFileSync(process.argv[2], JSON.stringify(texts));
  else process.stdout.write(JSON.stringify({ ...texts, files }));
}
