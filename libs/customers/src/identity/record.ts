import { invalid } from '@chignon/eventing';
import type { Collection } from '@chignon/eventing';
import { withConsents, type Consent } from './consent.js';
import { emailOf, maskedEmail, maskedPhone, phoneOf } from './contacts.js';
import { termsOf } from './terms.js';

/** Who a customer is: PR-01. The only place of the platform, with its neighbours in this context, that knows it. */
export interface CustomerRecord {
  readonly id: string;
  /** The store that owns the relation. */
  readonly homeStoreId: string;
  readonly name?: string;
  readonly gender?: Gender;
  /** `YYYY-MM-DD` */
  readonly birthDate?: string;
  readonly occupation?: string;
  /** E.164; the first is the preferred one. At most three, so that each can stand in an index. */
  readonly phones: readonly string[];
  /** Lower case; the first is the preferred one. */
  readonly emails: readonly string[];
  readonly language: Language;
  readonly externalIds: readonly ExternalId[];
  /** Free text. */
  readonly notes?: string;
  /** Where each field's value came from: PR-04. */
  readonly provenance: { readonly [field: string]: Provenance };
  readonly consents: readonly Consent[];
  readonly registeredAt: string;
  /** The command that made the record, and the hash of what it asked: idempotent creation. */
  readonly madeBy: { readonly commandId: string; readonly inputHash: string };
  /** Derived from phones and emails: one indexed field a slot. */
  readonly lookup: { readonly [slot: string]: string };
  /** When a field was taken away (ISO UTC), while it has no other value: of linked records, whose other value is not to come back. */
  readonly cleared?: { readonly [field: string]: string };
  /** What the customer is found by, derived from the rest (`terms.ts`). Absent from records that nobody has written since there are terms. */
  readonly terms?: readonly string[];
}

export const GENDERS = ['female', 'male', 'other'] as const;
export type Gender = (typeof GENDERS)[number];
export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What another system calls the customer. One code of one system belongs to one customer. */
export interface ExternalId {
  readonly system: string;
  readonly code: string;
}

/** Where a value came from and when it was known there (ISO UTC). */
export interface Provenance {
  readonly source: string;
  readonly at: string;
}

/** The fields people fill in. */
export interface CustomerFields {
  readonly homeStoreId?: string;
  readonly name?: string;
  readonly gender?: Gender;
  readonly birthDate?: string;
  readonly occupation?: string;
  readonly phones?: readonly string[];
  readonly emails?: readonly string[];
  readonly language?: Language;
  readonly externalIds?: readonly ExternalId[];
  readonly notes?: string;
}

/** Fields that a change may take away. */
export const REMOVABLE = [
  'name',
  'gender',
  'birthDate',
  'occupation',
  'phones',
  'emails',
  'notes',
] as const;
export type Removable = (typeof REMOVABLE)[number];

/** At most so many phones and e-mails each: every slot is an index. */
export const CONTACTS_MAX = 3;
const SLOTS = ['phone1', 'phone2', 'phone3', 'email1', 'email2', 'email3'];

/** The customers themselves. */
export const records: Collection<CustomerRecord> = {
  name: 'customers.customers',
  indexes: {
    ...Object.fromEntries(SLOTS.map((slot) => [slot, { fields: [`lookup.${slot}`] }])),
    byTerm: { fields: ['terms'], each: true },
  },
};

/** Which customer an external code names. The id `<system>:<code>` makes it unique, whatever else is written at the same time. */
export interface ExternalClaim {
  readonly id: string;
  readonly customerId: string;
  readonly claimedAt: string;
}
export const externalClaims: Collection<ExternalClaim> = {
  name: 'customers.external-ids',
  indexes: { byCustomer: { fields: ['customerId'] } },
};

export const externalKey = (id: ExternalId): string => `${id.system}:${id.code}`;

/** What a new record is made of, besides the fields. */
export interface Registration {
  readonly id: string;
  readonly homeStoreId: string;
  readonly at: string;
  readonly source: string;
  readonly madeBy: CustomerRecord['madeBy'];
  /** For phone numbers without a country code. */
  readonly country?: string;
  /** What the home store writes in, for whoever said nothing; left out: `zh-CN`. */
  readonly language?: Language;
  /** Per field, where it differs from `source` and `at`. */
  readonly provenance?: { readonly [field: string]: Provenance };
}

/** A new record. @throws invalid `phone-invalid`, `email-invalid`, `birth-date-invalid`, `name-blank` */
export function registered(fields: CustomerFields, by: Registration): CustomerRecord {
  const blank: CustomerRecord = {
    id: by.id,
    homeStoreId: by.homeStoreId,
    phones: [],
    emails: [],
    language: by.language ?? 'zh-CN',
    externalIds: [],
    provenance: {},
    consents: [],
    registeredAt: by.at,
    madeBy: by.madeBy,
    lookup: {},
  };
  return changed(blank, { ...fields, homeStoreId: by.homeStoreId }, [], by);
}

/** The record with some fields replaced and some taken away; each field that changed gets its provenance. */
export function changed(
  record: CustomerRecord,
  fields: CustomerFields,
  remove: readonly Removable[],
  by: {
    readonly at: string;
    readonly source: string;
    readonly country?: string;
    readonly provenance?: Registration['provenance'];
  },
): CustomerRecord {
  const clean = cleaned(fields, by.country, by.at);
  const { cleared: before = {}, ...kept } = record;
  const after: Record<string, unknown> = { ...kept, ...clean };
  const provenance: Record<string, Provenance> = { ...record.provenance };
  for (const field of Object.keys(clean))
    provenance[field] = by.provenance?.[field] ?? { source: by.source, at: by.at };
  const cleared = Object.entries(before).filter(([field]) => !(field in clean));
  for (const field of remove) {
    delete provenance[field];
    cleared.push([field, by.at]);
    if (field === 'phones' || field === 'emails') after[field] = [];
    else delete after[field];
  }
  return derived({
    ...(after as unknown as CustomerRecord),
    provenance,
    ...(cleared.length === 0 ? {} : { cleared: Object.fromEntries(cleared) }),
  });
}

/** The record with what follows from its fields. */
export const derived = (record: CustomerRecord): CustomerRecord => ({
  ...record,
  lookup: lookupOf(record.phones, record.emails),
  terms: termsOf(record),
});

/** The record with more answers to "may we?". */
export const consented = (record: CustomerRecord, answers: readonly Consent[]): CustomerRecord => ({
  ...record,
  consents: withConsents(record.consents, answers),
});

/** What to call the customer on a screen: the name, else the code of the system they came from, else the id. */
export const displayName = (record: CustomerRecord): string =>
  record.name ?? record.externalIds[0]?.code ?? record.id;

/** The record's contacts as the caller may see them. */
export const contactsFor = (
  record: CustomerRecord,
  reveal: boolean,
): { phones: string[]; emails: string[] } => ({
  phones: record.phones.map((phone) => (reveal ? phone : maskedPhone(phone))),
  emails: record.emails.map((email) => (reveal ? email : maskedEmail(email))),
});

function cleaned(fields: CustomerFields, country: string | undefined, now: string): CustomerFields {
  const clean: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields))
    if (value !== undefined) clean[field] = value;
  if (fields.name !== undefined) clean['name'] = plain(fields.name, 'name');
  if (fields.occupation !== undefined) clean['occupation'] = plain(fields.occupation, 'occupation');
  if (fields.birthDate !== undefined) clean['birthDate'] = birthDateOf(fields.birthDate, now);
  if (fields.phones !== undefined)
    clean['phones'] = unique(fields.phones.map((p, i) => phoneOf(p, country, `phones.${i}`)));
  if (fields.emails !== undefined)
    clean['emails'] = unique(fields.emails.map((e, i) => emailOf(e, `emails.${i}`)));
  return clean as CustomerFields;
}

/** Names end up in mail headers: no line breaks or other control characters. */
function plain(text: string, field: string): string {
  const trimmed = text.trim();
  if (trimmed === '')
    throw invalid(`${field}-blank`, `The ${field} is blank.`, {
      field,
      expected: 'at least one letter',
    });

  if (/[\u0000-\u001f\u007f]/.test(trimmed))
    throw invalid(`${field}-invalid`, `The ${field} has control characters.`, {
      field,
      expected: 'one line of text',
    });
  return trimmed;
}

function birthDateOf(text: string, now: string): string {
  if (!isCalendarDate(text))
    throw invalid('birth-date-invalid', 'There is no such date.', {
      field: 'birthDate',
      expected: 'YYYY-MM-DD',
    });
  if (text > now.slice(0, 10))
    throw invalid('birth-date-invalid', 'The date of birth is in the future.', {
      field: 'birthDate',
      expected: 'a past date',
    });
  return text;
}

/** `YYYY-MM-DD` of a day that exists (no 30 February). */
function isCalendarDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (!year || !month || !day || month > 12) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

function lookupOf(phones: readonly string[], emails: readonly string[]): Record<string, string> {
  const lookup: Record<string, string> = {};
  phones.slice(0, CONTACTS_MAX).forEach((phone, i) => (lookup[`phone${i + 1}`] = phone));
  emails.slice(0, CONTACTS_MAX).forEach((email, i) => (lookup[`email${i + 1}`] = email));
  return lookup;
}
