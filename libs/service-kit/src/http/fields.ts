import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { InSchema } from './schemas.js';

/*
 * The fields of bodies, queries, paths and answers: one decorator a field says what is accepted and how the interface
 * describes it. In answers, which nobody validates, they describe alone.
 */

/** Ids as they occur in paths and bodies. */
export const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** Store ids are shorter, because appointment ids contain them. */
export const STORE_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;
/** A code of our own or the chain's: never free text about a person. */
export const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** `YYYY-MM-DD`; whether there is such a day is checked apart. */
export const DATE = /^\d{4}-\d\d-\d\d$/;
/** `HH:MM`, `24:00` included. */
export const TIME = /^([01]\d|2[0-4]):[0-5]\d$/;
/** An instant as questions name it: ISO 8601 in UTC, to the second or more exactly. */
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
/** ISO 4217; whether money is counted in it is checked apart. */
export const CURRENCY = /^[A-Z]{3}$/;

/** What a refusal says instead of a pattern, by its source. */
const IN_WORDS: ReadonlyMap<string, string> = new Map([
  [ID.source, 'letters, digits and _ . - of ASCII, at most 64, a letter or digit first'],
  [STORE_ID.source, 'letters, digits and _ . - of ASCII, at most 32, a letter or digit first'],
  [DATE.source, 'a date, such as 2026-12-31'],
  [TIME.source, 'a time of day, such as 18:30'],
  [INSTANT.source, 'an instant in UTC, such as 2026-12-31T16:00:00Z'],
  [CURRENCY.source, 'a currency of three capital letters, such as EUR'],
]);
/** What a pattern asks for, in the words of a refusal. */
export const inWords = (pattern: string): string =>
  IN_WORDS.get(pattern) ?? `text like ${pattern.slice(0, 120)}`;

/** How many items a list takes, and whether each only once. */
export interface ListBounds {
  readonly min?: number;
  readonly max?: number;
  readonly unique?: boolean;
}

/** Both ends belong to it. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** Lengths in characters as a reader counts them; `matches`: a pattern. */
export interface TextBounds extends Range {
  readonly matches?: RegExp;
}

const list = ({ min, max, unique }: ListBounds): PropertyDecorator[] => [
  IsArray(),
  ...(min === undefined ? [] : [ArrayMinSize(min)]),
  ...(max === undefined ? [] : [ArrayMaxSize(max)]),
  ...(unique ? [ArrayUnique()] : []),
];

const texts = (
  { min, max, matches }: TextBounds,
  each: { each?: true } = {},
): PropertyDecorator[] => [
  IsString(each),
  ...(min === undefined ? [] : [MinLength(min, each)]),
  ...(max === undefined ? [] : [MaxLength(max, each)]),
  ...(matches === undefined ? [] : [Matches(matches, each)]),
];

/** That it is a whole number is said last: the schema's type is what was said last, and bounds say `number`. */
const integers = ({ min, max }: Range, each: { each?: true } = {}): PropertyDecorator[] => [
  ...(min === undefined ? [] : [Min(min, each)]),
  ...(max === undefined ? [] : [Max(max, each)]),
  IsInt(each),
];

const EACH = { each: true } as const;

/** May be left out; `null` is "left out" too. */
export const Optional = (): PropertyDecorator => IsOptional();

/** Text of at most so many characters, one line. */
export const Text = (bounds: number | TextBounds = {}): PropertyDecorator =>
  applyDecorators(...texts(typeof bounds === 'number' ? { max: bounds } : bounds));
/** Several texts. */
export const Texts = (bounds: ListBounds & { readonly of?: TextBounds } = {}): PropertyDecorator =>
  applyDecorators(...list(bounds), ...texts(bounds.of ?? {}, EACH));

/** An id that somebody gave to somebody or something. */
export const Id = (): PropertyDecorator => Text({ max: 64, matches: ID });
/** Several ids. */
export const Ids = (bounds: ListBounds = {}): PropertyDecorator =>
  Texts({ ...bounds, of: { max: 64, matches: ID } });
/** The id of a store. */
export const StoreId = (): PropertyDecorator => Text({ max: 32, matches: STORE_ID });
/** Several ids of stores. */
export const StoreIds = (bounds: ListBounds = {}): PropertyDecorator =>
  Texts({ ...bounds, of: { max: 32, matches: STORE_ID } });
/** A code of our own or the chain's: never free text about a person. */
export const Code = (max = 64): PropertyDecorator => Text({ max, matches: CODE });
/** Several codes. */
export const Codes = (bounds: ListBounds = {}): PropertyDecorator =>
  Texts({ ...bounds, of: { max: 64, matches: CODE } });

/** A date of the calendar, `YYYY-MM-DD`. */
export const DateText = (): PropertyDecorator => Text({ max: 10, matches: DATE });
/** A date that the handler looks at, to say more precisely what is wrong with it. */
export const DateToCheck = (): PropertyDecorator =>
  applyDecorators(...texts({ max: 10 }), InSchema({ format: 'date' }));
/** A time of a store's wall clock, `HH:MM`. */
export const TimeText = (): PropertyDecorator => Text({ max: 5, matches: TIME });
/** An instant of a question, ISO 8601 in UTC; whether there is such a day is checked apart. */
export const InstantText = (): PropertyDecorator => Text({ max: 30, matches: INSTANT });
/** An instant of an answer: ISO 8601 in UTC. */
export const Instant = (): PropertyDecorator =>
  applyDecorators(IsString(), InSchema({ format: 'date-time' }));
/** When something is wished for: an instant, with its offset, or a date and time of the store's wall clock. */
export const StoreDateTime = (): PropertyDecorator =>
  applyDecorators(...texts({ min: 16, max: 40 }), InSchema({ 'x-type': 'StoreDateTime' }));

/** A whole number. */
export const Int = (range: Range = {}): PropertyDecorator => applyDecorators(...integers(range));
/** Several whole numbers; `of`: each of them. */
export const Ints = (bounds: ListBounds & { readonly of?: Range } = {}): PropertyDecorator =>
  applyDecorators(...list(bounds), ...integers(bounds.of ?? {}, EACH));
/** Money in minor units of its currency: cents of euros, whole yen. */
export const Cents = (range: Range = {}): PropertyDecorator => Int(range);
/** A currency of ISO 4217. */
export const Currency = (): PropertyDecorator => Text({ max: 3, matches: CURRENCY });
/** The revision of what is answered, for `If-Match` and `atLeast`. */
export const Revision = (): PropertyDecorator => Int();
/** Yes or no. */
export const Flag = (): PropertyDecorator => IsBoolean();

/** One of these values. */
export const OneOf = (values: readonly (string | number)[]): PropertyDecorator => IsIn(values);
/** Several of these values. */
export const SomeOf = (
  values: readonly (string | number)[],
  bounds: ListBounds = {},
): PropertyDecorator => applyDecorators(...list(bounds), IsIn(values, EACH));

type Shape = () => abstract new (...args: never[]) => object;

/** A part with fields of its own. */
export const Nested = (shape: Shape): PropertyDecorator =>
  applyDecorators(ValidateNested(), Type(shape as () => new () => object));
/** Several parts with fields of their own. */
export const Many = (shape: Shape, bounds: ListBounds = {}): PropertyDecorator =>
  applyDecorators(...list(bounds), ValidateNested(EACH), Type(shape as () => new () => object));

/** How many items a page has, at most `max`; left out: as many as the route says. */
export const Limit = (max = 200): PropertyDecorator =>
  applyDecorators(Optional(), ...integers({ min: 1, max }));
/** Where a page begins: `next` of the page before. */
export const After = (): PropertyDecorator => applyDecorators(Optional(), ...texts({ max: 1000 }));
