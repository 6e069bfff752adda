// `npm run docs:events`: writes docs/events/ from the contract classes (a JSON Schema per event and version, in 2020-12 and for tools that
// stop there in draft 7, AsyncAPI 3, a table); what people wrote there is left alone.
// `--check` writes nothing and exits 1 when the committed files differ. Both refuse a change that would break readers of a
// version that is already documented: that change is a new class with the next version. `--docs DIR`: another folder, for its test.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const argument = (name) =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;
const docs = argument('--docs') ?? join(root, 'docs/events');
const check = process.argv.includes('--check');
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const OLDER_DIALECT = 'http://json-schema.org/draft-07/schema#';
const OLDER = 'draft-07/';
/** Written by people, beside what is generated. */
const isOurs = (path) => path !== 'consume.md' && !path.startsWith('examples/');

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
function commentsOf(files) {
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

/** Paths from `folder`; a folder below it for each context. */
const sourcesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
  );

/** Names of the CloudEvents extension attributes by meta field, read from the codec itself so that they cannot drift. */
function extensionAttributes() {
  const file = join(root, 'libs/adapters/src/kafka/cloudevents.ts');
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const attributes = [];
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText(source) === 'EXTENSIONS') {
      const walk = (inner) => {
        if (ts.isPropertyAssignment(inner))
          attributes.push([inner.name.getText(source), inner.initializer.text]);
        else ts.forEachChild(inner, walk);
      };
      walk(node);
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  if (attributes.length === 0)
    throw new Error('the CloudEvents codec names no extension attributes');
  return attributes;
}

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
async function readContracts() {
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

const pathOf = ({ context, type, version }) => `${context}/${type}.v${version}.schema.json`;
const ref = ($ref) => ({ $ref });

/** The same with its parts elsewhere. */
const withParts = (schema, place) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"${place}`));

/** The same schema for code generators and registries that stop at draft 7: none of our rules is said otherwise there. */
function olderSchema({ schema }) {
  const { $schema: _, $id, title, $defs, ...rules } = withParts(schema, '#/definitions/');
  return {
    $schema: OLDER_DIALECT,
    $id: `${$id}:draft-07`,
    title,
    ...rules,
    ...($defs ? { definitions: $defs } : {}),
  };
}

/** A payload within the description, whose parts stand among its components: it says nothing that draft 7 and 2020-12 read differently. */
function payload({ schema }) {
  const { $schema: _, $id, $defs: __, ...rules } = withParts(schema, '#/components/schemas/');
  return { ...rules, 'x-schema-id': $id };
}

const partsOf = (contracts) =>
  Object.fromEntries(
    contracts
      .flatMap(({ schema }) => Object.entries(schema.$defs ?? {}))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, withParts(part, '#/components/schemas/')]),
  );

/** AsyncAPI 3: topics are channels, events are messages in CloudEvents binary mode. */
function asyncApi(contracts) {
  const meta = commentsOf([join(root, 'libs/eventing/src/event.ts')])['Meta'].properties;
  const string = (description, more = {}) => ({
    type: 'string',
    ...(description ? { description } : {}),
    ...more,
  });
  const messageName = ({ type, version }) => `${type}.v${version}`;
  const channelName = (topic) => topic.replace('chignon.', '');
  const topics = [...new Set(contracts.map(({ topic }) => topic))];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Chignon events',
      version: '1.0.0',
      license: { name: 'Apache-2.0' },
      description:
        "What the contexts of the chain publish. At least once, in order per key; recognise repeats by `ce_id`. Additive changes keep an event's version: ignore fields that you do not know.",
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      topics.map((topic) => {
        const own = contracts.filter((contract) => contract.topic === topic);
        return [
          channelName(topic),
          {
            address: topic,
            title: topic,
            description: `Key: ${own[0].key}.`,
            messages: Object.fromEntries(
              own.map((contract) => [
                messageName(contract),
                ref(`#/components/messages/${messageName(contract)}`),
              ]),
            ),
          },
        ];
      }),
    ),
    operations: Object.fromEntries(
      topics.map((topic) => [
        `publish.${channelName(topic)}`,
        {
          action: 'send',
          summary: `The ${topic.split('.')[1]} context publishes.`,
          channel: ref(`#/channels/${channelName(topic)}`),
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        contracts.map((contract) => [
          messageName(contract),
          {
            name: contract.type,
            title: `${contract.type} v${contract.version}`,
            summary: contract.comment,
            contentType: 'application/json',
            headers: {
              allOf: [
                ref('#/components/schemas/CloudEventHeaders'),
                {
                  type: 'object',
                  properties: {
                    ce_type: {
                      const: `chignon.${contract.context}.${contract.type}.v${contract.version}`,
                    },
                    ce_source: { const: `/chignon/${contract.context}` },
                  },
                },
              ],
            },
            payload: payload(contract),
            bindings: { kafka: { key: string(contract.key), bindingVersion: '0.5.0' } },
          },
        ]),
      ),
      schemas: {
        ...partsOf(contracts),
        CloudEventHeaders: {
          type: 'object',
          description:
            'CloudEvents 1.0 in the binary mode of its Kafka binding: attributes are headers, the value is the data. Empty attributes are left out.',
          required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'content-type'],
          properties: {
            ce_specversion: { const: '1.0' },
            ce_id: string('The same for every repeat of one event.'),
            ce_traceparent: string(
              'Where what caused it stands in a trace that is recorded (W3C Trace Context). Absent where nobody traces.',
            ),
            ce_sequence: string(
              'Place of the event in the order of its ledger; compares as text and only grows within a key. Absent for what documents announce.',
            ),
            ce_originstream: string('The stream or document that it comes from.'),
            ce_originrevision: string('Its revision there.'),
            ce_originpart: string(
              "Of a message that was published late, after its stream had waited: which of the event's messages it is. Such a message has no ce_sequence.",
            ),
            ce_type: string('chignon.<context>.<event>.v<version>'),
            ce_source: string('/chignon/<context>'),
            ce_subject: string('The key of the message.'),
            ce_time: string(meta.recordedAt, { format: 'date-time' }),
            'content-type': { const: 'application/json' },
            ...Object.fromEntries(
              extensionAttributes().map(([attribute, field]) => [
                `ce_${attribute}`,
                string(meta[field]),
              ]),
            ),
          },
        },
      },
    },
  };
}

function table(contracts) {
  const rows = contracts.map(
    (contract) =>
      `| \`${contract.topic}\` | [${contract.type}](${pathOf(contract)}) | ${contract.version} | ${contract.key} | ${contract.comment.replaceAll('|', '\\|')} |`,
  );
  return `# Published events

Generated by \`npm run docs:events\` from \`libs/contracts\`; do not edit. [asyncapi.json](asyncapi.json) describes the same for tools
(AsyncAPI 3.0, CloudEvents 1.0 headers; served at \`/asyncapi.json\` and to be read at \`/reference/events\`), [consume.md](consume.md) how to follow them. The
schemas in JSON Schema draft 7 stand in [draft-07](draft-07). Delivery is at least once and in order per key. A repeat has the same \`ce_id\`, and the same origin:
\`ce_originstream\` and \`ce_originrevision\` name the event's stream and its revision there, \`ce_sequence\` is its place in the order of the ledger, compares as text and only grows
within one key, so whoever keeps the newest one of each partition has every message once. A message that had to wait in the dead letters has \`ce_originpart\` instead of
\`ce_sequence\`: it is ordered within \`ce_originstream\` only, so keep the newest revision and part of each such stream beside. Additive
changes keep a version, so ignore fields that you do not know; a breaking change is a new version of the event.

| topic | event | version | key | what happened |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** How `next` would break someone who reads by `before`, or writes what `before` allowed; empty when it would not. */
function incompatibilities(before, next, place = '') {
  const found = [];
  const say = (what) => found.push(`${place || '/'}: ${what}`);
  for (const name of next.required ?? [])
    if (!(before.required ?? []).includes(name)) say(`${name} is now required`);
  for (const name of before.required ?? [])
    if (!(next.required ?? []).includes(name)) say(`${name} is no longer promised`);
  for (const name of Object.keys(before.properties ?? {}))
    if (!next.properties?.[name]) say(`${name} is gone`);
  for (const rule of [
    'type',
    '$ref',
    'pattern',
    'minimum',
    'maximum',
    'minItems',
    'maxItems',
    'format',
  ])
    if (before[rule] !== next[rule])
      say(`${rule} ${before[rule] ?? '(none)'} became ${next[rule] ?? '(none)'}`);
  if (JSON.stringify(before.enum) !== JSON.stringify(next.enum))
    say(`enum ${JSON.stringify(before.enum)} became ${JSON.stringify(next.enum)}`);
  for (const group of ['properties', '$defs']) {
    for (const [name, inner] of Object.entries(before[group] ?? {}))
      if (next[group]?.[name])
        found.push(...incompatibilities(inner, next[group][name], `${place}/${name}`));
  }
  if (before.items && next.items)
    found.push(...incompatibilities(before.items, next.items, `${place}[]`));
  return found;
}

const filesBelow = (folder, prefix = '') =>
  (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []).flatMap((entry) =>
    entry.isDirectory()
      ? filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`)
      : [`${prefix}${entry.name}`],
  );

const contracts = await readContracts();
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
const wanted = new Map([
  ...contracts.map((contract) => [pathOf(contract), json(contract.schema)]),
  ...contracts.map((contract) => [`${OLDER}${pathOf(contract)}`, json(olderSchema(contract))]),
  ['asyncapi.json', json(asyncApi(contracts))],
  ['README.md', table(contracts)],
]);
const present = filesBelow(docs).filter(isOurs);
const broken = present
  .filter((path) => path.endsWith('.schema.json') && !path.startsWith(OLDER))
  .flatMap((path) => {
    const next = wanted.get(path);
    return next
      ? incompatibilities(JSON.parse(readFileSync(join(docs, path), 'utf8')), JSON.parse(next)).map(
          (what) => `${path} ${what}`,
        )
      : [`${path} is documented, but the contract is gone`];
  });
if (broken.length > 0) {
  console.error(
    `docs-events: breaking changes; make a class with the next version instead (or, before the first release, delete the file and say why):\n  ${broken.join('\n  ')}`,
  );
  process.exit(1);
}
const differing = [...wanted.keys()].filter(
  (path) => !present.includes(path) || readFileSync(join(docs, path), 'utf8') !== wanted.get(path),
);
const unknown = present.filter((path) => !wanted.has(path));
if (check) {
  for (const path of differing)
    console.error(`docs-events: ${path} is not what the contracts say; run npm run docs:events`);
  for (const path of unknown) console.error(`docs-events: ${path} belongs to no contract`);
  if (differing.length + unknown.length > 0) process.exit(1);
} else {
  for (const path of unknown) rmSync(join(docs, path));
  for (const path of differing) {
    mkdirSync(dirname(join(docs, path)), { recursive: true });
    writeFileSync(join(docs, path), wanted.get(path));
  }
}
console.log(
  `docs-events: ${contracts.length} events on ${new Set(contracts.map(({ topic }) => topic)).size} topics, ${check ? 'as committed' : `${differing.length} files written`}`,
);
