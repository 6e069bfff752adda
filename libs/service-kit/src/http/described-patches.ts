import { optional } from '@chignon/eventing';
import type { ApiTexts, OperationText } from './api-texts.js';
import { partOf } from './documents.js';
import type { Route } from './route-table.js';
import { REMOVES, type JsonSchema } from './schemas.js';

/* How patches of documents are described: by the document that they change, and by what is said of its GET and PUT. */

type Schemas = { [name: string]: JsonSchema };

/** The name of the patch of a body: `StaffBody` is changed by a `StaffPatch`. */
export const patchName = (body: string): string => `${body.replace(/Body$/, '')}Patch`;

/**
 * The patches of these bodies, and of the parts that they hold: nothing is required, and `null` takes away what may be left out.
 * @param shown the bodies as they are described
 * @throws Error when a class has the name of a patch
 */
export function patchSchemas(bodies: Iterable<string>, shown: Schemas): Schemas {
  const patches: Schemas = {};
  const add = (body: string): void => {
    const name = patchName(body);
    if (Object.hasOwn(patches, name)) return;
    if (Object.hasOwn(shown, name)) throw new Error(`${name} is a class and the patch of ${body}`);
    const {
      properties,
      required = [],
      description,
    } = shown[body] as {
      properties: Schemas;
      required?: readonly string[];
      description?: string;
    };
    patches[name] = {
      type: 'object',
      description: `What changes of it (RFC 7396).${description === undefined ? '' : ` ${description}`}`,
      properties: {},
      additionalProperties: false,
    };
    patches[name]['properties'] = Object.fromEntries(
      Object.entries(properties).map(([field, property]) => {
        const part = property['items'] === undefined ? partOf(property) : undefined;
        const isPart = part !== undefined && shown[part]?.['properties'] !== undefined;
        if (isPart) add(part);
        const changed = isPart
          ? { ...property, $ref: `#/components/schemas/${patchName(part)}` }
          : property;
        return [
          field,
          required.includes(field) || property['readOnly'] ? changed : removable(changed),
        ];
      }),
    );
  };
  for (const body of bodies) add(body);
  return patches;
}

function removable(property: JsonSchema): JsonSchema {
  const { description, ...type } = property;
  return typeof type['type'] === 'string' && type['enum'] === undefined
    ? { ...property, type: [type['type'], 'null'], [REMOVES]: true }
    : {
        ...optional({ description }),
        anyOf: [type, { type: 'null' }],
        [REMOVES]: true,
      };
}

/** What is said of an operation. Of a patch: what its GET shows, it changes parts of, as its PUT does. */
export function wordsOf({ handler, patches }: Route, texts: ApiTexts): OperationText | undefined {
  const own = texts.operations[handler];
  if (!patches || own) return own;
  const [shown, written] = [texts.operations[patches.get], texts.operations[patches.put]];
  if (!shown || !written) return undefined;
  return {
    summary: shown.summary.replace(/^(Get|Show|List)\b/, 'Change parts of'),
    ...(shown.zh === undefined
      ? {}
      : { zh: `部分修改${shown.zh.replace(/^(查询|查看|获取)/, '')}` }),
    description: [
      `A merge patch (RFC 7396) of what \`${patches.get}\` answers, written as \`${patches.put}\` writes it: a field left out stays, \`null\` takes a field away where it may be left out, lists are replaced. Without \`If-Match\` it is merged into the newest state.`,
      ...(written.description === undefined ? [] : [written.description]),
    ].join('\n\n'),
  };
}
