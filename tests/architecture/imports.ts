import { posix } from 'node:path';
import ts from 'typescript';

/** Which files a file loads when it is loaded itself. Types are erased, so `import type` loads nothing; neither does `import()` in a type. */
export function importsOf(path: string, text: string): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const { importClause } = node;
      const names = importClause?.namedBindings;
      const onlyTypes =
        importClause?.isTypeOnly ||
        (!importClause?.name &&
          names &&
          ts.isNamedImports(names) &&
          names.elements.length > 0 &&
          names.elements.every(({ isTypeOnly }) => isTypeOnly));
      if (!onlyTypes) found.push((node.moduleSpecifier as ts.StringLiteral).text);
    } else if (ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier && !node.isTypeOnly)
        found.push((node.moduleSpecifier as ts.StringLiteral).text);
    } else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0] &&
      ts.isStringLiteral(node.arguments[0])
    ) {
      found.push(node.arguments[0].text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A graph of files: who loads whom, both by path from the repository's root. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * @param files path -> text
 * @param packages bare specifier -> path of the file it stands for (`@chignon/eventing` -> `libs/eventing/src/index.ts`)
 */
export function importGraph(
  files: ReadonlyMap<string, string>,
  packages: ReadonlyMap<string, string>,
): ImportGraph {
  const target = (from: string, specifier: string): string | undefined => {
    const path = specifier.startsWith('.')
      ? posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')
      : packages.get(specifier);
    return path !== undefined && files.has(path) ? path : undefined;
  };
  return new Map(
    [...files].map(([path, text]) => [
      path,
      importsOf(path, text).flatMap((specifier) => target(path, specifier) ?? []),
    ]),
  );
}

/** Cycles of a graph, each once, as the way round: `['a', 'b', 'a']`. */
export function cyclesOf(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): void => {
    const at = way.indexOf(file);
    if (at >= 0) return void cycles.push([...way.slice(at), file]);
    if (done.has(file)) return;
    way.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    way.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return cycles;
}
