import { invalid } from '@chignon/eventing';
import { classSchemas, type JsonSchema } from './schemas.js';

/*
 * A document is what GET gives and PUT takes back. What its answer shows beyond what its body takes (its id, its revision, what is
 * derived) is read-only: a PUT takes it in and leaves it out, so that what was read can be sent as it is.
 */

/** The fields of a document that only its answers have; `within`: of its parts, by the field that holds them. */
export interface ReadOnly {
  readonly fields: ReadonlySet<string>;
  readonly within: ReadonlyMap<string, ReadOnly>;
}

type Properties = { readonly [field: string]: JsonSchema };

const NOTHING: ReadOnly = { fields: new Set(), within: new Map() };

/** The fields of a class; none: it is not known. */
export const propertiesOf = (shape: string | undefined): Properties =>
  (shape === undefined ? {} : (classSchemas()[shape]?.['properties'] ?? {})) as Properties;

/** The class of a field's value, or of each item of it; undefined: it is no object with fields of its own. */
export function partOf(property: JsonSchema): string | undefined {
  const one = (property['items'] ?? property) as JsonSchema;
  return typeof one['$ref'] === 'string' ? one['$ref'].split('/').at(-1) : undefined;
}

/**
 * What is read-only of a document with this body and this answer. Nothing where the answer does not show all that the body takes: such
 * a body is a command about something, and not that thing itself.
 */
export function readOnlyOf(
  body: string | undefined,
  answer: string | undefined,
  above: ReadonlySet<string> = new Set(),
): ReadOnly {
  const [taken, shown] = [propertiesOf(body), propertiesOf(answer)];
  if (body === undefined || body === answer || above.has(body)) return NOTHING;
  if (Object.keys(taken).some((field) => !Object.hasOwn(shown, field))) return NOTHING;
  const within = new Map<string, ReadOnly>();
  for (const [field, property] of Object.entries(taken)) {
    const part = readOnlyOf(partOf(property), partOf(shown[field]!), new Set([...above, body]));
    if (part.fields.size + part.within.size > 0) within.set(field, part);
  }
  return {
    fields: new Set(Object.keys(shown).filter((field) => !Object.hasOwn(taken, field))),
    within,
  };
}

/**
 * Takes the read-only fields out of a document, in its place.
 * @param path the parameters of the path: what they name is the document, and what stands in it must not say otherwise
 * @throws Refusal 422 `field-invalid` for a document of another path
 */
export function leaveOutReadOnly(
  document: unknown,
  { fields, within }: ReadOnly,
  path: { readonly [name: string]: unknown } = {},
): void {
  if (document === null || typeof document !== 'object') return;
  if (Array.isArray(document)) {
    for (const item of document) leaveOutReadOnly(item, { fields, within });
    return;
  }
  const holder = document as { [field: string]: unknown };
  for (const field of fields) {
    if (!Object.hasOwn(holder, field)) continue;
    const named = Object.hasOwn(path, field) ? path[field] : undefined;
    if (typeof named === 'string' && holder[field] !== null && holder[field] !== named)
      throw invalid('field-invalid', 'The body is that of another document than the path names.', {
        field,
        expected: named,
      });
    delete holder[field];
  }
  for (const [field, part] of within)
    if (Object.hasOwn(holder, field)) leaveOutReadOnly(holder[field], part);
}
