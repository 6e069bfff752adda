import { currentConsents, type Consent } from './consent.js';
import type { CustomerRecord, Provenance } from './record.js';

/*
 * One person out of several records (R-CU-03): what is shown is reckoned at each look, and nothing of it is written. So un-linking restores exactly.
 * Of one value the newer counts, of equals the longer; contacts, codes and notes are all there; a "no" to "may we?" counts whoever's it was.
 * What the survivor's record was given after the link is the last word on its field.
 */

/** A record that was absorbed, and since when. */
export interface Absorbed {
  readonly record: CustomerRecord;
  /** ISO UTC. */
  readonly linkedAt: string;
}

const SINGLE = ['name', 'gender', 'birthDate', 'occupation', 'language'] as const;
const LISTS = ['phones', 'emails'] as const;

const saidAt = (record: CustomerRecord, field: string): string =>
  record.provenance[field]?.at ?? record.cleared?.[field] ?? '';

/** The survivor as it is shown. Its revision and home store are its own. */
export function merged(survivor: CustomerRecord, absorbed: readonly Absorbed[]): CustomerRecord {
  if (absorbed.length === 0) return survivor;
  const shown: Record<string, unknown> = { ...survivor };
  const provenance: Record<string, Provenance> = { ...survivor.provenance };
  for (const field of SINGLE) {
    let best: CustomerRecord = survivor;
    for (const { record, linkedAt } of absorbed)
      if (saidAt(survivor, field) <= linkedAt && isBetter(record, best, field)) best = record;
    if (best[field] === undefined) continue;
    shown[field] = best[field];
    if (best.provenance[field]) provenance[field] = best.provenance[field];
  }
  for (const field of LISTS)
    shown[field] = unique([
      ...survivor[field],
      ...absorbed.flatMap(({ record, linkedAt }) =>
        saidAt(survivor, field) > linkedAt ? [] : record[field],
      ),
    ]);
  const notes = unique([
    ...(survivor.notes === undefined ? [] : [survivor.notes]),
    ...absorbed.flatMap(({ record, linkedAt }) =>
      record.notes === undefined || saidAt(survivor, 'notes') > linkedAt ? [] : [record.notes],
    ),
  ]);
  if (notes.length > 0) shown['notes'] = notes.join('\n\n');
  const codes = [survivor, ...absorbed.map(({ record }) => record)].flatMap(
    ({ externalIds }) => externalIds,
  );
  return {
    ...(shown as unknown as CustomerRecord),
    provenance,
    externalIds: codes.filter(
      (one, i) =>
        codes.findIndex((two) => two.system === one.system && two.code === one.code) === i,
    ),
    consents: strictest(survivor, absorbed),
    registeredAt: [survivor, ...absorbed.map(({ record }) => record)]
      .map(({ registeredAt }) => registeredAt)
      .sort()[0]!,
  };
}

/** The newer value; of equals the longer; else the one that is there already. */
function isBetter(
  one: CustomerRecord,
  best: CustomerRecord,
  field: (typeof SINGLE)[number],
): boolean {
  if (one[field] === undefined) return false;
  if (best[field] === undefined) return saidAt(best, field) <= saidAt(one, field);
  const [mine, its] = [saidAt(one, field), saidAt(best, field)];
  return mine > its || (mine === its && one[field].length > best[field].length);
}

/** One answer per purpose and channel: a "no" of any record, unless the survivor's was given after the link. */
function strictest(survivor: CustomerRecord, absorbed: readonly Absorbed[]): readonly Consent[] {
  const own = currentConsents(survivor.consents);
  const result = new Map(own.map((consent) => [keyOf(consent), consent]));
  for (const { record, linkedAt } of absorbed)
    for (const consent of currentConsents(record.consents)) {
      const now = result.get(keyOf(consent));
      const answered = own.some((one) => keyOf(one) === keyOf(consent) && one.at > linkedAt);
      if (!now || (now.granted && !consent.granted && !answered))
        result.set(keyOf(consent), consent);
    }
  return [...result.values()];
}

const keyOf = ({ purpose, channel }: Consent): string => `${purpose}/${channel}`;
const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
