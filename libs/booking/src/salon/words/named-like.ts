/** Letters as a search compares them: of one width and without case, so that ＧＬＯＳＳ and Gloss are the same. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Whether a name contains what somebody typed; every word of it, in any order. Nothing typed: every name does. */
export const namedLike = (name: string, typed: string | undefined): boolean =>
  typed === undefined ||
  plain(typed)
    .split(/\s+/)
    .every((word) => plain(name).includes(word));
