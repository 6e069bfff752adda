// Finds the refusals that the sources can answer: each code with its statuses and sentences, and for each operation the codes that its handler can come
// to, through the functions that it calls and the decisions (`decide…`) on the commands that it names. Syntax alone, no types: what a method of an object passed in
// refuses is not seen.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const KINDS = {
  refused: 409,
  conflict: 409,
  notFound: 404,
  'not-found': 404,
  invalid: 422,
  forbidden: 403,
  malformed: 400,
  unavailable: 503,
  precondition: 428,
};
const CODE = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/;
const METHODS = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete']);

const sourcesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(path);
    return /\.ts$/.test(entry.name) && !/\.(spec|d)\.ts$|testing/.test(path) ? [path] : [];
  });

const sources = new Map();
/** The syntax of a file, parsed once for all who look at it. */
export function sourceOf(path) {
  const source =
    sources.get(path) ??
    ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  sources.set(path, source);
  return source;
}

/** The text of a literal, or the texts that a condition chooses from. */
function textsOf(node) {
  if (!node) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [
      node.head.text +
        node.templateSpans
          .map(({ expression, literal }) => `‹${expression.getText()}›${literal.text}`)
          .join(''),
    ];
  if (ts.isConditionalExpression(node))
    return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression);
  return [];
}

/** `{ status, code, message }` for each refusal that a call or a `new` makes by itself. */
function refusalsOf(node) {
  const args = [...(node.arguments ?? [])];
  let statuses = [];
  if (ts.isCallExpression(node)) {
    const callee = ts.isParenthesizedExpression(node.expression)
      ? node.expression.expression
      : node.expression;
    const names = ts.isConditionalExpression(callee)
      ? [callee.whenTrue.getText(), callee.whenFalse.getText()]
      : [callee.getText()];
    if (!names.every((name) => Object.hasOwn(KINDS, name) && /^[a-zA-Z]+$/.test(name))) {
      // A refusal made by a function of the same shape: `where('product-not-found', 'The chain …')`.
      if (!(names[0] === 'where')) return [];
      statuses = [422];
    } else statuses = names.map((name) => KINDS[name]);
  } else if (
    ts.isNewExpression(node) &&
    /^(Refusal|HttpProblem)$/.test(node.expression.getText())
  ) {
    const [kind] = args.splice(0, 1);
    if (!kind) return [];
    statuses = ts.isNumericLiteral(kind)
      ? [Number(kind.text)]
      : textsOf(kind).flatMap((one) => (KINDS[one] ? [KINDS[one]] : []));
  } else return [];
  const [message = ''] = textsOf(args[1]);
  return textsOf(args[0])
    .filter((code) => CODE.test(code))
    .flatMap((code) => statuses.map((status) => ({ code, status, message })));
}

/** The files of all libraries with what they declare, import and pass on. */
function readAll() {
  const files = new Map();
  for (const library of readdirSync(join(root, 'libs')))
    for (const path of sourcesIn(join(root, 'libs', library, 'src'))) {
      const source = sourceOf(path);
      const file = {
        path,
        source,
        declared: new Map(),
        imported: new Map(),
        passed: [],
        named: new Map(),
      };
      for (const statement of source.statements) {
        if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
          if (statement.name) file.declared.set(statement.name.text, statement);
        } else if (ts.isVariableStatement(statement)) {
          for (const one of statement.declarationList.declarations)
            if (ts.isIdentifier(one.name)) file.declared.set(one.name.text, one);
        } else if (ts.isImportDeclaration(statement) && !statement.importClause?.isTypeOnly) {
          const bindings = statement.importClause?.namedBindings;
          if (bindings && ts.isNamedImports(bindings))
            for (const { name, propertyName, isTypeOnly } of bindings.elements)
              if (!isTypeOnly)
                file.imported.set(name.text, [
                  statement.moduleSpecifier.text,
                  (propertyName ?? name).text,
                ]);
        } else if (ts.isExportDeclaration(statement) && statement.moduleSpecifier) {
          const from = statement.moduleSpecifier.text;
          if (!statement.exportClause) file.passed.push(from);
          else if (ts.isNamedExports(statement.exportClause))
            for (const { name, propertyName } of statement.exportClause.elements)
              file.named.set(name.text, [from, (propertyName ?? name).text]);
        }
      }
      files.set(path, file);
    }
  return files;
}

const pathOf = (from, specifier) => {
  if (specifier.startsWith('.')) return resolve(dirname(from), specifier.replace(/\.js$/, '.ts'));
  const own = /^@chignon\/([a-z-]+)$/.exec(specifier);
  const path = own && join(root, 'libs', own[1], 'src/index.ts');
  return path && existsSync(path) ? path : undefined;
};

/** Where a name that a file exports is declared: `[file, node]`. */
function exported(files, path, name, seen = new Set()) {
  const file = files.get(path);
  if (!file || seen.has(path)) return undefined;
  seen.add(path);
  if (file.declared.has(name)) return [file, file.declared.get(name)];
  if (file.named.has(name)) {
    const [from, other] = file.named.get(name);
    return exported(files, pathOf(path, from), other, seen);
  }
  for (const from of file.passed) {
    const found = exported(files, pathOf(path, from), name, seen);
    if (found) return found;
  }
  return undefined;
}

function declarationOf(files, file, name) {
  if (file.declared.has(name)) return [file, file.declared.get(name)];
  const imported = file.imported.get(name);
  return imported && exported(files, pathOf(file.path, imported[0]), imported[1]);
}

const isDecision = (node) =>
  ts.isVariableDeclaration(node) &&
  /^decide/.test(node.name.getText()) &&
  node.initializer &&
  ts.isObjectLiteralExpression(node.initializer);

const looked = new Map();
/** What stands in a node of a file: refusals, types of commands, decisions, and the declarations that it names. Many operations come to the same: each is looked at once. */
function contentsOf(files, at, start) {
  const known = looked.get(start);
  if (known) return known;
  const contents = {
    refusals: [],
    commands: [],
    decisions: [],
    named: [],
    looksAtIfMatch: false,
  };
  looked.set(start, contents);
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isDecorator(node)) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node))
      contents.refusals.push(...refusalsOf(node));
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'type')
      contents.commands.push(...textsOf(node.initializer));
    if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword) {
      let owner = node;
      while (owner && !ts.isClassDeclaration(owner)) owner = owner.parent;
      const member = owner?.members.find((one) => one.name?.getText() === node.name.text);
      if (member && ts.isMethodDeclaration(member)) contents.named.push([at, member]);
    }
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      if (node.text === 'ifMatch') contents.looksAtIfMatch = true;
      const isName =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node);
      const target = isName ? undefined : declarationOf(files, at, node.text);
      if (target) (isDecision(target[1]) ? contents.decisions : contents.named).push(target);
    }
    ts.forEachChild(node, visit);
  };
  visit(start);
  return contents;
}

/** The refusals that a node can come to. */
function reach(files, file, start) {
  const found = new Map();
  const seen = new Set();
  const commands = new Set();
  const decisions = new Map();
  let looksAtIfMatch = false;
  const queue = [[file, start]];
  const later = () => {
    for (const [node, at] of decisions)
      for (const property of node.initializer.properties) {
        if (ts.isSpreadAssignment(property)) {
          const other = declarationOf(files, at, property.expression.getText());
          if (other && isDecision(other[1]) && !decisions.has(other[1]))
            decisions.set(other[1], other[0]);
        } else if (property.name && commands.has(property.name.getText()) && !seen.has(property))
          queue.push([at, property]);
      }
  };
  do {
    while (queue.length > 0) {
      const [at, node] = queue.pop();
      if (seen.has(node)) continue;
      seen.add(node);
      const contents = contentsOf(files, at, node);
      for (const refusal of contents.refusals)
        found.set(`${refusal.status} ${refusal.code}`, refusal);
      contents.commands.forEach((one) => commands.add(one));
      contents.decisions.forEach(([of, decision]) => decisions.set(decision, of));
      looksAtIfMatch ||= contents.looksAtIfMatch;
      queue.push(...contents.named);
    }
    later();
  } while (queue.length > 0);
  return { found: [...found.values()], looksAtIfMatch };
}

/** Codes that a docstring names behind a status: ``409 `slot-taken`, `hold-over` ``. */
const saidBy = (member, codes) =>
  [
    ...(member.jsDoc?.at(-1)?.getText() ?? '').matchAll(
      /\b([45]\d\d)((?:[\s,*]*(?:and|or)?[\s,*]*`[a-z0-9-]+`)+)/g,
    ),
  ].flatMap(([, status, named]) =>
    [...named.matchAll(/`([a-z0-9-]+)`/g)]
      .filter(([, code]) => codes.has(code))
      .map(([, code]) => ({ status: Number(status), code, said: true })),
  );

/** By status, sorted. What a question finds to be impossible is mostly its answer: a conflict of one counts where the docstring says so. */
function codesOf(found, asks) {
  const byStatus = {};
  const said = new Set(found.filter((one) => one.said).map(({ code }) => code));
  for (const { status, code } of found)
    if (!asks || status !== 409 || said.has(code)) (byStatus[status] ??= new Set()).add(code);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, set]) => [status, [...set].sort()]),
  );
}

/** `codes`: every refusal of the sources; `operations`: by operation id, the codes of each status; `ifMatch`: operations that look at that header. */
export function refusals() {
  const files = readAll();
  const codes = new Map();
  const operations = {};
  const ifMatch = {};
  for (const file of files.values()) {
    const context = file.path.slice(root.length + 1).split('/')[1];
    const gather = (node) => {
      if (ts.isCallExpression(node) || ts.isNewExpression(node))
        for (const { code, status, message } of refusalsOf(node)) {
          const known = codes.get(code) ?? {
            statuses: new Set(),
            messages: new Set(),
            contexts: new Set(),
          };
          known.statuses.add(status);
          if (message) known.messages.add(message);
          known.contexts.add(context);
          codes.set(code, known);
        }
      ts.forEachChild(node, gather);
    };
    gather(file.source);
  }
  for (const file of files.values())
    for (const node of file.declared.values()) {
      if (!ts.isClassDeclaration(node)) continue;
      const decorated = (one) =>
        (ts.getDecorators(one) ?? []).map(({ expression }) => expression.expression?.getText());
      if (!decorated(node).includes('Controller')) continue;
      for (const member of node.members)
        if (ts.isMethodDeclaration(member) && decorated(member).some((one) => METHODS.has(one))) {
          const id = member.name.getText();
          const { found, looksAtIfMatch } = reach(files, file, member);
          const asks = decorated(member).includes('Get');
          operations[id] = codesOf([...found, ...saidBy(member, codes)], asks);
          if (
            !asks &&
            (looksAtIfMatch || (member.jsDoc?.at(-1)?.getText() ?? '').includes('If-Match'))
          )
            ifMatch[id] = found.some(({ code }) => code === 'if-match-required')
              ? 'required'
              : 'optional';
        }
    }
  return { codes, operations, ifMatch };
}
