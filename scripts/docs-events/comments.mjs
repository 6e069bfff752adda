// Doc comments of TypeScript sources.
import { readFileSync } from 'node:fs';
import ts from 'typescript';

const textOf = (comment) =>
  (typeof comment === 'string' ? comment : (ts.getTextOfJSDocComment(comment) ?? ''))
    .replace(/\s+/g, ' ')
    .trim();
const commentOf = (node) =>
  ts
    .getJSDocCommentsAndTags(node)
    .map(({ comment }) => textOf(comment))
    .filter(Boolean)
    .join(' ') || undefined;

/** Doc comments of the classes and interfaces of these files: `{ name: { comment, properties: { name: comment }, base } }`. */
export function commentsOf(files) {
  const found = {};
  for (const file of files) {
    const source = ts.createSourceFile(
      file,
      readFileSync(file, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    for (const node of source.statements) {
      if (!(ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) || !node.name) continue;
      const properties = {};
      for (const member of node.members)
        if (member.name && commentOf(member))
          properties[member.name.getText(source)] = commentOf(member);
      found[node.name.text] = {
        comment: commentOf(node),
        properties,
        base: node.heritageClauses?.[0]?.types[0]?.expression.getText(source),
      };
    }
  }
  return found;
}
