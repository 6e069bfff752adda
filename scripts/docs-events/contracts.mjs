// The contracts with their schemas and descriptions, read from their sources.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { commentsOf } from './comments.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Paths from `folder`; a folder below it for each context. */
const sourcesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
  );

/** The contracts themselves, compiled aside: no build is needed, and none can be stale. */
async function loadContracts(from, sources) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/contracts-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const compilerOptions = {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    };
    for (const file of sources) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(
        join(folder, file.replace(/\.ts$/, '.js')),
        ts.transpileModule(readFileSync(join(root, from, file), 'utf8'), { compilerOptions })
          .outputText,
      );
    }
    return (await import(pathToFileURL(join(folder, 'index.js')).href)).allContracts();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every contract with its schema, its description and the description of its topic's key, sorted by topic and type. */
export async function readContracts() {
  const from = 'libs/contracts/src';
  const sources = sourcesIn(from);
  const contracts = await loadContracts(from, sources);
  const { defaultMetadataStorage } = await import('class-transformer/cjs/storage.js');
  const { validationMetadatasToSchemas } = await import('class-validator-jsonschema');
  const classes = validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage,
    refPointerPrefix: '#/$defs/',
  });
  const comments = commentsOf(sources.map((file) => join(root, from, file)));
  // A class that only inherits has no rules of its own: its base has them.
  const rulesOf = (shape) => classes[shape.name] ?? rulesOf(Object.getPrototypeOf(shape));
  const propertyComment = (name, property) =>
    comments[name] &&
    (comments[name].properties[property] ?? propertyComment(comments[name].base, property));
  const described = (name, schema) => ({
    ...(comments[name]?.comment ? { description: comments[name].comment } : {}),
    type: 'object',
    required: [...(schema.required ?? [])].sort(),
    properties: Object.fromEntries(
      Object.entries(schema.properties)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([property, rule]) => [
          property,
          {
            ...(propertyComment(name, property)
              ? { description: propertyComment(name, property) }
              : {}),
            ...rule,
          },
        ]),
    ),
  });
  const partsOf = (schema, found = new Set()) => {
    for (const [, name] of JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g))
      if (!found.has(name)) partsOf(classes[name], found.add(name));
    return found;
  };
  const all = contracts.map(({ topic, type, version, shape }) => {
    const rules = rulesOf(shape);
    const parts = [...partsOf(rules)].sort();
    const comment = comments[type]?.comment;
    if (!comment)
      throw new Error(`${type} has no doc comment: say what happened, and the key of its topic`);
    return {
      topic,
      type,
      version,
      context: topic.split('.')[1],
      comment,
      schema: {
        $schema: DIALECT,
        $id: `urn:chignon:event:${topic.split('.')[1]}:${type}:v${version}`,
        title: `${type} v${version}`,
        ...described(type, rules),
        ...(parts.length
          ? {
              $defs: Object.fromEntries(
                parts.map((name) => [name, described(name, classes[name])]),
              ),
            }
          : {}),
      },
    };
  });
  all.sort((a, b) =>
    `${a.topic} ${a.type} ${a.version}` < `${b.topic} ${b.type} ${b.version}` ? -1 : 1,
  );
  return all.map((contract) => ({ ...contract, key: keyOf(contract.topic, all) }));
}

/** What the key of a topic is: said once, in the doc comment of one of its events ("Key: …"). */
function keyOf(topic, contracts) {
  const said = contracts
    .filter((other) => other.topic === topic)
    .map(({ comment }) => /Key: ([^.]+?)(?:, as for all of this topic)?\./.exec(comment)?.[1])
    .find(Boolean);
  if (!said)
    throw new Error(`no event of ${topic} says what its key is ("Key: …." in the doc comment)`);
  return said;
}
