/** Fields that are there or not, never `undefined`. */
export type OptionalFields<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/**
 * The fields that have a value. Where one may be left out, `undefined` is no value of it: it would stand in events and documents
 * as something that was said. Spread beside the fields that are always there: `{ id, ...optional({ note, reason }) }`.
 */
export function optional<T extends object>(fields: T): OptionalFields<T> {
  const found: OptionalFields<T> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) found[name] = value as Exclude<T[typeof name], undefined>;
  }
  return found;
}
