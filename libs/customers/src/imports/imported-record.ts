import { Refusal, invalid } from '@chignon/eventing';
import {
  GENDERS,
  registered,
  type CustomerRecord,
  type ExternalId,
  type Gender,
  type Provenance,
} from '../identity/record.js';

/** One customer of another system. Checked row by row: a bad row is rejected by itself. */
export interface ImportItem {
  readonly externalId: ExternalId;
  readonly name?: string;
  readonly gender?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly homeStoreId: string;
  /** Per field, where it differs from the source of the whole import. */
  readonly provenance?: { readonly [field: string]: unknown };
}

/** What became of one row. */
export interface ImportResult {
  readonly externalId: ExternalId;
  /** Absent when rejected. */
  readonly customerId?: string;
  readonly outcome: 'imported' | 'already' | 'rejected';
  /** Why rejected. */
  readonly code?: string;
  /** The offending field of the row. */
  readonly field?: string;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The record that a row becomes (PR-04), or why it is rejected. */
export function importedRecord(
  item: ImportItem,
  by: {
    readonly id: string;
    readonly at: string;
    readonly source: string;
    readonly country?: string;
    readonly language?: CustomerRecord['language'];
    readonly madeBy: CustomerRecord['madeBy'];
  },
): CustomerRecord | ImportResult {
  try {
    const gender =
      item.gender === undefined || item.gender === '' ? undefined : genderOf(item.gender);
    return registered(
      {
        name: item.name || undefined,
        gender,
        phones: item.phone ? [item.phone] : undefined,
        emails: item.email ? [item.email] : undefined,
        externalIds: [item.externalId],
      },
      { ...by, homeStoreId: item.homeStoreId, provenance: provenanceOf(item.provenance) },
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      externalId: item.externalId,
      outcome: 'rejected',
      code: error.code,
      field: rowField(error.detail.field),
    };
  }
}

/** The record's lists are single cells in a row. */
const rowField = (field: string | undefined): string | undefined =>
  field?.startsWith('phones') ? 'phone' : field?.startsWith('emails') ? 'email' : field;

function genderOf(text: string): Gender {
  const gender = GENDERS.find((g) => g === text.toLowerCase());
  if (!gender)
    throw invalid('gender-invalid', 'This gender is not known.', {
      field: 'gender',
      expected: GENDERS.join(', '),
    });
  return gender;
}

function provenanceOf(given: ImportItem['provenance']): Record<string, Provenance> {
  const provenance: Record<string, Provenance> = {};
  for (const [field, value] of Object.entries(given ?? {})) {
    const { source, at } = (value ?? {}) as Partial<Provenance>;
    if (
      !Object.hasOwn(RECORD_FIELDS, field) ||
      typeof source !== 'string' ||
      source.length > 200 ||
      typeof at !== 'string' ||
      !INSTANT.test(at)
    ) {
      throw invalid('provenance-invalid', 'Provenance is a source and an instant per field.', {
        field: `provenance.${field.slice(0, 40)}`,
        expected: '{source, at} per field of the row',
      });
    }
    provenance[RECORD_FIELDS[field]!] = { source, at };
  }
  return provenance;
}

/** A row's fields and what they are in the record. */
const RECORD_FIELDS: { readonly [rowField: string]: string } = {
  name: 'name',
  gender: 'gender',
  phone: 'phones',
  email: 'emails',
  externalId: 'externalIds',
  homeStoreId: 'homeStoreId',
};
