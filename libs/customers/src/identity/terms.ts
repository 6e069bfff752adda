import type { CustomerRecord } from './record.js';

/*
 * What a customer is found by (PR-01): texts of which a search knows the beginning, kept with the record in one index of lists (ADR 0059).
 * Each begins with a letter that says what it is. Names stand folded, from each of their letters on, so that any part of a name is a beginning;
 * phones backwards, so that their last digits are. Searches are folded by the same rules, and what they find is looked at once more: terms are cut short.
 */

/** Characters of a term: longer beginnings are told apart by looking at the record. */
const TERM_MAX = 16;
/** Letters of a name from which it can be found. */
const PLACES_MAX = 64;
/** Words of a name by which its own store finds it first. */
const WORDS_MAX = 6;
const READINGS_MAX = 4;

const HAN = /\p{Script=Han}/u;

/** Letters that do not come apart into one of the alphabet and a mark. */
const LETTERS: { readonly [letter: string]: string } = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};

/** Lower case, without accents and stacked marks, words apart by one space: `Łukasz  O'Neil-Å` is `lukasz o neil a`. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþħı]/g, (letter) => LETTERS[letter]!)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The first character of each initial in the order of pinyin, as ICU (CLDR) collates Chinese. */
const INITIALS: readonly (readonly [string, string])[] = [
  ...'阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀',
].map((first, i) => [first, 'abcdefghjklmnopqrstwxyz'[i]!]);
const pinyin = new Intl.Collator('zh-Hans-u-co-pinyin');

/** Surnames read otherwise than the character is as a rule, and characters of names with two readings: the other initial. */
const OTHER_READINGS: { readonly [character: string]: string } = {
  曾: 'z',
  单: 's',
  查: 'z',
  仇: 'q',
  区: 'o',
  解: 'x',
  乐: 'y',
  覃: 'q',
  重: 'c',
  长: 'c',
  折: 's',
  尉: 'y',
  缪: 'm',
  朴: 'p',
  沈: 's',
  召: 's',
  晟: 's',
  行: 'h',
  调: 't',
  传: 'z',
  弹: 't',
  都: 'd',
  藏: 'z',
};

function initialsOf(character: string): string[] {
  let initial = '';
  for (const [first, letter] of INITIALS)
    if (pinyin.compare(first, character) <= 0) initial = letter;
  const other = OTHER_READINGS[character];
  return other === undefined || other === initial ? [initial] : [initial, other];
}

/** Initials of a name's Chinese characters in a row, in each reading: `王小明` is `wxm`. None for other names. */
export function initialsOfName(name: string): string[] {
  let readings: string[] = [''];
  for (const character of [...name.normalize('NFKC')]
    .filter((c) => HAN.test(c))
    .slice(0, PLACES_MAX)) {
    const letters = initialsOf(character);
    readings = letters.flatMap((letter) => readings.map((reading) => reading + letter));
    readings = readings.slice(0, READINGS_MAX);
  }
  return readings.filter((reading) => reading !== '');
}

const cut = (letters: readonly string[]): string => letters.slice(0, TERM_MAX).join('');

/** A text from each of its letters on; the last Latin letter alone finds nobody. */
function endings(text: string): string[] {
  const letters = [...text];
  return letters
    .slice(0, PLACES_MAX)
    .map((_, i) => letters.slice(i))
    .filter((ending) => ending[0] !== ' ' && longEnough(ending.join('')))
    .map(cut);
}

const longEnough = (text: string): boolean => [...text].length >= 2 || HAN.test(text);

/** A code without what people write differently: `A-17` is `a17`. */
const codeOf = (code: string): string => folded(code).replaceAll(' ', '');

const backwards = (phone: string): string => [...phone.replace(/\D/g, '')].reverse().join('');

/** Every term of a record, each once, in order: the same record always has the same. */
export function termsOf(
  record: Pick<CustomerRecord, 'homeStoreId' | 'name' | 'phones' | 'emails' | 'externalIds'>,
): string[] {
  const name = folded(record.name ?? '');
  const initials = initialsOfName(record.name ?? '');
  const words = name.split(' ').filter((word) => word !== '');
  const own = [...words.slice(0, WORDS_MAX), ...initials].filter(longEnough);
  return [
    ...new Set([
      ...endings(name).map((ending) => `n${ending}`),
      ...initials.flatMap((row) => endings(row).map((ending) => `n${ending}`)),
      ...own.map((word) => storeTerm(record.homeStoreId, word)),
      ...record.phones.map((phone) => `p${backwards(phone)}`),
      ...record.emails.map((email) => `e${email}`),
      ...record.externalIds.map(({ code }) => `c${codeOf(code)}`).filter((term) => term.length > 1),
    ]),
  ].sort();
}

const storeTerm = (storeId: string, word: string): string => `s${storeId}~${cut([...word])}`;

/** What somebody at a desk looks for, as it is understood. */
export type Sought =
  | { readonly kind: 'phone'; readonly digits: string }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'name'; readonly words: readonly string[]; readonly code: string };

/** Last digits of a phone: fewer are too many people. */
const DIGITS_MIN = 4;

/** Understands what was typed; undefined: too short to look for. An `@` makes it an e-mail address, digits alone a phone's last ones (or a code). */
export function soughtIn(text: string): Sought | undefined {
  const typed = text.normalize('NFKC').trim();
  if (typed.includes('@')) {
    const email = typed.toLowerCase();
    return email.indexOf('@') >= 2 ? { kind: 'email', email } : undefined;
  }
  if (/^\+?[\d\s()./-]+$/.test(typed)) {
    const all = typed.replace(/\D/g, '');
    // A national number begins with a 0 that the international one does not have.
    const digits = all.length >= 8 ? all.replace(/^0+/, '') : all;
    return digits.length >= DIGITS_MIN ? { kind: 'phone', digits } : undefined;
  }
  const words = folded(typed)
    .split(' ')
    .filter((word) => word !== '');
  return words.some(longEnough) ? { kind: 'name', words, code: codeOf(typed) } : undefined;
}

const byLength = (a: string, b: string): number => [...b].length - [...a].length;

/** Beginnings to look for, the caller's own stores first. */
export function beginningsOf(sought: Sought, stores: readonly string[]): string[] {
  if (sought.kind === 'email') return [`e${sought.email}`];
  if (sought.kind === 'phone')
    return [`p${[...sought.digits].reverse().join('')}`, `c${sought.digits}`];
  const word = [...sought.words].filter(longEnough).sort(byLength)[0]!;
  return [
    ...stores.map((storeId) => storeTerm(storeId, word)),
    ...(sought.code.length >= 2 ? [`c${sought.code}`] : []),
    `n${cut([...word])}`,
  ];
}

/** Whether a record is what is looked for: every word stands in its name or initials, whatever their order. */
export function isSought(
  record: Pick<CustomerRecord, 'name' | 'phones' | 'emails' | 'externalIds'>,
  sought: Sought,
): boolean {
  const coded = (code: string): boolean =>
    record.externalIds.some((one) => codeOf(one.code).startsWith(code));
  if (sought.kind === 'email') return record.emails.some((one) => one.startsWith(sought.email));
  if (sought.kind === 'phone')
    return record.phones.some((phone) => phone.endsWith(sought.digits)) || coded(sought.digits);
  const name = folded(record.name ?? '');
  const initials = initialsOfName(record.name ?? '');
  return (
    sought.words.every(
      (word) => name.includes(word) || initials.some((row) => row.includes(word)),
    ) ||
    (sought.code.length >= 2 && coded(sought.code))
  );
}

/** How well a name fits: 0 it begins so, 1 a word of it does, 2 otherwise. */
export function fitOf(record: Pick<CustomerRecord, 'name'>, sought: Sought): 0 | 1 | 2 {
  if (sought.kind !== 'name') return 0;
  const name = folded(record.name ?? '');
  const first = sought.words[0]!;
  if (
    name.startsWith(first) ||
    initialsOfName(record.name ?? '').some((row) => row.startsWith(first))
  )
    return 0;
  return name.includes(` ${first}`) ? 1 : 2;
}
