/**
 * What a record has under a name that somebody chose. Ids may be `constructor` or `toString`, and every plain object
 * answers to those: nobody looks a chosen name up in a plain object otherwise, which lint holds us to.
 */
export const lookUp = <V>(
  record: { readonly [name: string]: V } | undefined,
  name: string,
): V | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
