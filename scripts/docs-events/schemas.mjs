// One schema in the forms that its readers take.
const OLDER_DIALECT = 'http://json-schema.org/draft-07/schema#';

/** The same with its parts elsewhere. */
const withParts = (schema, place) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"${place}`));

/** The same schema for code generators and registries that stop at draft 7: none of our rules is said otherwise there. */
export function olderSchema({ schema }) {
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
export function payload({ schema }) {
  const { $schema: _, $id, $defs: __, ...rules } = withParts(schema, '#/components/schemas/');
  return { ...rules, 'x-schema-id': $id };
}

/** What the payloads of these contracts refer to, by name. */
export const partsOf = (contracts) =>
  Object.fromEntries(
    contracts
      .flatMap(({ schema }) => Object.entries(schema.$defs ?? {}))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, withParts(part, '#/components/schemas/')]),
  );
