import { invalid } from '@chignon/eventing';

/** Most texts: nothing to look at more closely. */
const PLAIN_ASCII = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
/** Controls, line and paragraph separators, what turns the direction of all that follows, halves of a surrogate pair, code points that are no characters. */
const NO_TEXT = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\p{Cs}\p{Noncharacter_Code_Point}]/u;
/** The same, but tabs and line feeds: for texts of several lines. */
const NO_LINES =
  /[^\P{Cc}\t\n]|[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\p{Cs}\p{Noncharacter_Code_Point}]/u;
/** Nothing that anybody would see: spaces, and characters that only format or fill. */
const BLANK = /^[\s\p{Cf}\p{Zs}\u115f\u1160\u3164\uffa0]*$/u;
/** Marks that stand over or under a letter: more of them on one letter than any script needs are a tower, not a text. */
const TOWER = /\p{M}{9}/u;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many characters a reader counts: a letter with its accents is one, a family of emoji too. */
export function lengthOf(text: string): number {
  if (PLAIN_ASCII.test(text)) return text.length;
  let count = 0;
  for (const _ of graphemes.segment(text)) count++;
  return count;
}

/**
 * A text as it is kept: composed (NFC), without spaces around it. The one rule for every text of every body and query.
 * @throws Refusal 422 `text-blank`, `text-invalid`
 */
export function textOf(text: string, field: string, lines: 'one' | 'many' = 'one'): string {
  if (text === '' || PLAIN_ASCII.test(text)) return text;
  const expected = lines === 'one' ? 'one line of text' : 'lines of text';
  if ((lines === 'one' ? NO_TEXT : NO_LINES).test(text))
    throw invalid(
      'text-invalid',
      'A text has invalid characters, for example control characters.',
      { field, expected },
    );
  if (BLANK.test(text))
    throw invalid('text-blank', 'A text is blank.', {
      field,
      expected: 'at least one visible character',
    });
  const kept = text.normalize('NFC').trim();
  if (TOWER.test(kept))
    throw invalid('text-invalid', 'A letter of a text has too many combining marks.', {
      field,
      expected: 'letters with at most 8 marks each',
    });
  return kept;
}

/** How a field is looked at: a text of one line, of many, or left to who handles it. */
export type TextKind = 'one' | 'many' | 'left';

/** Applies the rule to every text of an input, in its place; `kindOf` tells of a field by its path without indexes. */
export function tidyTexts(
  input: unknown,
  kindOf: (path: string) => TextKind,
  field = '',
  path = '',
): void {
  if (input === null || typeof input !== 'object') return;
  const holder = input as { [key: string]: unknown };
  for (const key of Object.keys(holder)) {
    const name = field === '' ? key : `${field}.${key}`;
    const where = Array.isArray(input) ? path : path === '' ? key : `${path}.${key}`;
    if (!Array.isArray(input) && textOf(key, name.slice(0, MAX_NAMED)) !== key)
      throw invalid('text-invalid', 'The name of a field is not in normal form.', {
        field: name.slice(0, MAX_NAMED),
        expected: 'composed characters (NFC), without surrounding spaces',
      });
    const value = holder[key];
    const kind = kindOf(where);
    if (kind === 'left') continue;
    if (typeof value === 'string') holder[key] = textOf(value, name, kind);
    else tidyTexts(value, kindOf, name, where);
  }
}

/** Of a name that a caller made up, so much is said back. */
export const MAX_NAMED = 64;
