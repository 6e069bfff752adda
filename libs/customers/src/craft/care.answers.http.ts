import { optional } from '@chignon/eventing';
import { endingOf, type CareEntry, type EntryOf, type PatchTest } from './care.js';
import type {
  CardAnswer,
  CareEntryAnswer,
  CareNoteAnswer,
  PatchTestAnswer,
} from './care.shapes.http.js';

const writtenOf = ({ id, customerId, storeId, at, by }: CareEntry) => ({
  id,
  customerId,
  storeId,
  at,
  by,
});

export const noteAnswer = (note: EntryOf<'note'>): CareNoteAnswer => ({
  ...writtenOf(note),
  ...note.facts,
});

export const testAnswer = ({
  test,
  readings,
  override,
  standing,
  validUntil,
}: PatchTest): PatchTestAnswer => ({
  ...writtenOf(test),
  ...test.facts,
  readings: readings.map((reading) => {
    const { testId: _, ...facts } = reading.facts;
    return { ...writtenOf(reading), ...facts };
  }),
  standing,
  ...optional({ validUntil, overrideReason: override?.facts.reason, overriddenBy: override?.by }),
});

export const cardAnswer = (card: EntryOf<'card'>, entries: readonly CareEntry[]): CardAnswer => ({
  ...writtenOf(card),
  ...card.facts,
  materials: card.facts.materials.map((one) => ({ ...one })),
  ...optional({ ended: endingOf(entries, card.id)?.facts.reason }),
});

/** What an entry is about, in short. */
function aboutOf(entry: CareEntry): string {
  switch (entry.entry) {
    case 'note':
      return `${entry.facts.kind}: ${entry.facts.about}`;
    case 'test':
      return entry.facts.productFamily;
    case 'reading':
      return entry.facts.result;
    case 'card':
      return `${entry.facts.name}, version ${entry.facts.version}`;
    default:
      return entry.facts.reason;
  }
}

export function entryAnswer(entry: CareEntry, entries: readonly CareEntry[]): CareEntryAnswer {
  const ending = endingOf(entries, entry.id);
  return {
    ...writtenOf(entry),
    entry: entry.entry,
    about: aboutOf(entry),
    ...optional({ ended: ending?.facts.reason, endedBy: ending?.by, endedAt: ending?.at }),
  };
}
