type Schema = { [key: string]: any };

/**
 * A schema as a client fills it in: without what is for reading alone, and of fields that a patch may take away (`null`) the type that
 * they have when they are there. For specs that walk bodies.
 */
export function asSent<S>(schema: S): S {
  if (Array.isArray(schema)) return schema.map(asSent) as S;
  if (schema === null || typeof schema !== 'object') return schema;
  const { anyOf, ...all } = schema as Schema;
  const one = Array.isArray(anyOf) ? { ...all, ...anyOf[0] } : all;
  return Object.fromEntries(
    Object.entries(one)
      .filter(([, part]) => (part as Schema | null)?.['readOnly'] !== true)
      .map(([key, part]) => [
        key,
        key === 'type' && Array.isArray(part) ? part[0] : asSent(part as unknown),
      ]),
  ) as S;
}
