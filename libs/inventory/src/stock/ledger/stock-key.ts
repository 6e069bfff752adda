/**
 * Names of stock: which store, which product. The key of the stream and the id of the documents is `<storeId>/<sku>`; a
 * slash, because both may hold dashes and `a-b` + `c` must not meet `a` + `b-c`. Pure.
 */

/** Characters that a stream name or a URL would trip over, as `=` and four hexadecimal digits. */
const escaped = (sku: string): string =>
  sku.replace(
    /[^A-Za-z0-9_.-]/g,
    (character) => `=${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
const unescaped = (text: string): string =>
  text.replace(/=([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

/** A visit may name anything; more than 64 characters are no product of ours, and are cut. */
export const stockKey = (storeId: string, sku: string): string =>
  `${storeId}/${escaped(sku.slice(0, 64))}`;

export function partsOfKey(key: string): { storeId: string; sku: string } {
  const slash = key.lastIndexOf('/');
  return { storeId: key.slice(0, slash), sku: unescaped(key.slice(slash + 1)) };
}
