import { shippedTexts, textOfName, type ApiTexts } from './api-texts.js';
import {
  closure,
  described,
  describedSchemas,
  fieldText,
  listName,
  listOf,
  NAMED_TYPES,
} from './described.js';
import { exampleOf } from './examples.js';
import { patchName, patchSchemas, wordsOf } from './described-patches.js';
import { problemsOf, withCodes } from './described-problems.js';
import { MERGE_PATCH } from './patches.js';
import { routesOf, type Controller, type Route } from './route-table.js';
import { PUBLISHABLE_KEY } from './routes.js';
import { baseOf, classSchemas, type JsonSchema } from './schemas.js';
import { tagOf, tags } from './tags.js';

/** An OpenAPI 3.1 description: plain JSON. */
export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { title: string; version: string; description: string; [part: string]: unknown };
  readonly paths: { [path: string]: { [method: string]: JsonSchema } };
  readonly components: { schemas: { [name: string]: JsonSchema }; [part: string]: unknown };
  readonly [part: string]: unknown;
}

const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'Why a request was refused (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', description: '`urn:chignon:problem:` and the code.' },
    title: { type: 'string', description: 'The kind of refusal.' },
    status: { type: 'integer', format: 'int32', description: 'The HTTP status.' },
    code: { type: 'string', description: 'Stable; clients may rely on it.' },
    detail: { type: 'string', description: 'A sentence for people; it may change.' },
    field: { type: 'string', description: 'The offending field.' },
    expected: { type: 'string', description: 'What would have been accepted.' },
    correlationId: { type: 'string', description: 'Names the request in logs and events.' },
  },
};

const INTRODUCTION = `The operations core of a hair, beauty and nail salon chain.

Every call needs a bearer token; commands need an \`Idempotency-Key\`: the same key with the same input is answered as the first time.

**Optional fields.** A field that is not required may be left out; \`null\` means the same as leaving it out. For a required field it is refused. An \`Idempotency-Key\` stands for the input as it was sent, so that a retry sends the same body, with or without its nulls.

**Documents.** A body of PUT takes back what GET answers: fields marked \`readOnly\` are let in and left out. PATCH changes single fields (RFC 7396): what is left out stays, \`null\` takes a field away, lists are replaced. \`If-Match\` with the \`ETag\` that was read keeps changes of others.

**Lists** are \`{ items, next? }\`; \`next\` of one page is \`after\` of the following one.

**Money** is counted in minor units of its currency; instants are UTC; times of a store's wall clock are named \`StoreTime\`.

**Compatibility.** Answers may gain fields, and text fields with \`x-extensible-enum\` further values: clients ignore what they do not know. Fields of bodies and queries that are not documented are refused. Operation ids, paths, fields and refusal codes stay.

**Refusals** are problem details (RFC 9457) with a stable \`code\`.`;

/** A text of another media type; `one`: what each of its events carries as JSON. */
const text = (mediaType: string, one: JsonSchema | undefined) => ({
  content: {
    [mediaType]: {
      schema: {
        type: 'string',
        ...(one ? { contentMediaType: 'application/json', contentSchema: one } : {}),
      },
    },
  },
});
const json = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } });

/** What the descriptions of several operations share. */
interface Describing {
  readonly schemas: { [name: string]: JsonSchema };
  readonly texts: ApiTexts;
  readonly sent: Set<string>;
  readonly answered: Set<string>;
  /** Classes of which there are lists. */
  readonly listed: Set<string>;
  /** Bodies of documents, with the answer class that describes their read-only fields. */
  readonly documents: Map<string, string>;
  /** Bodies of documents that can be patched. */
  readonly patched: Set<string>;
}

/**
 * The OpenAPI description of these controllers: paths, permissions and problems from their decorators, schemas from their
 * classes, and what people read from their docstrings.
 */
export function openApi(
  controllers: readonly Controller[],
  version: string,
  texts: ApiTexts = shippedTexts(),
): OpenApi {
  const schemas = classSchemas();
  const describing: Describing = {
    schemas,
    texts,
    sent: new Set(),
    answered: new Set(),
    listed: new Set(),
    documents: new Map(),
    patched: new Set(),
  };
  const paths: OpenApi['paths'] = {};
  for (const route of routesOf(controllers)) {
    // Routes that only forward are described by the services that they forward to; browsers send OPTIONS by themselves.
    if (route.method === 'ALL' || route.method === 'OPTIONS') continue;
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route, describing);
  }
  const sent = closure(describing.sent, schemas);
  const answered = closure(describing.answered, schemas);
  const shown = describedSchemas({ sent, answered }, schemas, texts, baseOf, describing.documents);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chignon',
      version,
      description: INTRODUCTION,
      contact: { name: 'The platform team of the chain' },
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'Where this description was read' }],
    tags: tags(),
    paths,
    components: {
      schemas: {
        Problem: PROBLEM,
        ...NAMED_TYPES,
        ...Object.fromEntries([...describing.listed].map((one) => [listName(one), listOf(one)])),
        ...shown,
        ...patchSchemas(describing.patched, shown),
      },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        key: { type: 'apiKey', in: 'query', name: 'key' },
        publishableKey: { type: 'apiKey', in: 'header', name: PUBLISHABLE_KEY },
      },
    },
    security: [{ token: [] }],
  };
}

const refer = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** Parameters of the path that accept a certain format only. */
const PATH_FORMATS: { readonly [name: string]: string } = { date: 'date', weekStart: 'date' };

function parametersOf(route: Route, { schemas, texts }: Describing): JsonSchema[] {
  const said = texts.operations[route.patches?.put ?? route.handler]?.params ?? {};
  const withText = (name: string, text: string | undefined) =>
    text === undefined ? { name } : { name, description: text };
  const parameters: JsonSchema[] = route.params.map((name) => ({
    ...withText(name, said[name] ?? textOfName(name)),
    in: 'path',
    required: true,
    schema: { type: 'string', ...(PATH_FORMATS[name] ? { format: PATH_FORMATS[name] } : {}) },
  }));
  const query = route.query ? schemas[route.query] : undefined;
  const required = (query?.['required'] ?? []) as string[];
  for (const [name, schema] of Object.entries(
    (query?.['properties'] ?? {}) as { [name: string]: JsonSchema },
  ))
    parameters.push({
      ...withText(name, fieldText(route.query!, name, texts, baseOf)),
      in: 'query',
      required: required.includes(name),
      schema: described(schema, undefined),
    });
  const ifMatch = route.patches ? 'optional' : texts.ifMatch[route.handler];
  if (ifMatch !== undefined)
    parameters.push({
      name: 'If-Match',
      in: 'header',
      required: ifMatch === 'required',
      description:
        'The `ETag` of the answer that was read, `"<revision>"`: 412 where it has changed since then.',
      schema: { type: 'string', pattern: '^"\\d{1,15}"$' },
    });
  if (route.command)
    parameters.push({
      ...withText(
        'Idempotency-Key',
        'Unique for what is wished, the same on every retry: a repeat is answered as the first time.',
      ),
      in: 'header',
      required: true,
      schema: { type: 'string', minLength: 1, maxLength: 128 },
    });
  return parameters;
}

function successOf(route: Route, { answered, listed }: Describing): unknown {
  if (route.status === 204) return { description: 'Done' };
  if (!route.answer)
    return {
      description: 'Done',
      ...(route.produces ? text(route.produces, undefined) : json({})),
    };
  const name = route.answer.shape.name;
  answered.add(name);
  if (route.answer.list) listed.add(name);
  const schema = refer(route.answer.list ? listName(name) : name);
  return {
    description: 'Done',
    ...(route.produces ? text(route.produces, schema) : json(schema)),
  };
}

/** A body with an example. */
const bodyOf = (shape: string, { schemas, texts }: Describing) => ({
  required: true,
  content: {
    'application/json': {
      schema: refer(shape),
      example: exampleOf(refer(shape), schemas, texts.examples),
    },
  },
});

/** A patch with an example: some fields of the document. */
const patchBodyOf = (shape: string, { schemas, texts }: Describing) => {
  const content = {
    schema: refer(patchName(shape)),
    example: exampleOf({ ...schemas[shape], required: [] }, schemas, texts.examples),
  };
  return { required: true, content: { [MERGE_PATCH]: content, 'application/json': content } };
};

function operation(route: Route, describing: Describing): JsonSchema {
  const words = wordsOf(route, describing.texts);
  const { access } = route;
  const rule = access
    ? `Permission \`${access.permission}\`, scope \`${access.store}\`.`
    : route.open;
  const parameters = parametersOf(route, describing);
  if (route.body) describing.sent.add(route.body);
  if (route.patches) describing.patched.add(route.patches.body);
  if (route.body && route.answer && route.method === 'PUT')
    describing.documents.set(route.body, route.answer.shape.name);
  return {
    operationId: route.handler,
    ...(words ? { summary: words.summary } : {}),
    ...(words?.zh === undefined ? {} : { 'x-summary-zh-CN': words.zh }),
    tags: [tagOf(route.path) ?? 'Platform'],
    description: [words?.description, rule].filter((part) => part !== undefined).join('\n\n'),
    ...(access ? { 'x-permission': access.permission, 'x-scope': access.store } : { security: [] }),
    ...(route.keyed
      ? {
          security: [
            { token: [] },
            { key: [] },
            ...(route.keyed === true ? [] : [{ publishableKey: [] }]),
          ],
        }
      : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? { requestBody: (route.patches ? patchBodyOf : bodyOf)(route.body, describing) }
      : {}),
    responses: {
      [route.status]: successOf(route, describing),
      ...withCodes(
        problemsOf(route),
        describing.texts.refusals[route.patches?.put ?? route.handler],
      ),
    },
  };
}
