import { optional, type Command, type DomainEvent, type Ledger } from '@chignon/eventing';

/*
 * Who read whose personal data (PR-15, GW-07, R-PR-09; ADR 0073). One stream for each caller and UTC date, `access-<date>.<pseudonym>`: callers never wait
 * for each other, and each stream is a chain of hashes like every ledger's. Ids and codes only: what was read stands nowhere in it.
 * Easy to get wrong: an entry is on disk before the answer goes out. An answer that never arrived may have an entry; none that arrived lacks one.
 */

/** What kinds of personal data an answer shows. */
export const DATA_KINDS = [
  'name',
  'contacts',
  'contacts-masked',
  'birth-date',
  'details',
  'notes',
  'consents',
  'visits',
  'warnings',
  'formulas',
  'preferences',
  'messages',
  'reads',
] as const;
export type DataKind = (typeof DATA_KINDS)[number];

/** Why somebody looks who does not serve the customer today. */
export const READ_REASONS = [
  'customer-asked',
  'planning',
  'complaint',
  'emergency',
  'audit',
  'other',
] as const;
export type ReadReason = (typeof READ_REASONS)[number];

/** What is unusual: very many people within an hour; many at a time when the store is closed; somebody who is watched over, by whoever does not serve them today. */
export const ALERT_KINDS = ['bulk', 'off-hours', 'watched'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Different people whom one caller may read within one hour (UTC) before it is called bulk: five full days of a busy store. */
export const BULK_PEOPLE = 200;
/** Different people within an hour of the night before it is unusual: one forgotten look is not. */
export const NIGHT_PEOPLE = 5;

interface Look {
  /** The operation that answered: `getCustomer`. */
  readonly operation: string;
  readonly customerIds: readonly string[];
  readonly kinds: readonly DataKind[];
  readonly roles: readonly string[];
  /** Stores of the caller; absent: the whole chain. */
  readonly stores?: readonly string[];
  readonly reason?: ReadReason;
  /** What the answer was; `refused`: nothing was shown. */
  readonly outcome: 'shown' | 'refused';
  /** It was night in the caller's store. */
  readonly atNight: boolean;
}

export type AccessEvent =
  | DomainEvent<'PersonalDataRead', Look>
  | DomainEvent<
      'UnusualReadingNoticed',
      {
        readonly kind: AlertKind;
        /** The hour (UTC) in which it was noticed, `YYYY-MM-DDTHH`. */
        readonly hour: string;
        /** Different people by then. */
        readonly people: number;
        /** Who was looked at, of `watched`. */
        readonly customerId?: string;
      }
    >;

export type AccessCommand = Command<'NoteRead'> &
  Look & {
    /** Those of the people who are watched over and not served by the caller today. */
    readonly watched?: readonly string[];
  };

/** Whom the caller has read within the hour, and what was noticed in it. */
export interface AccessState {
  readonly hour: string;
  readonly people: ReadonlySet<string>;
  /** Kinds, and `watched:<customer>`: each once an hour. */
  readonly noticed: readonly string[];
}

const noticeOf = (kind: AlertKind, customerId?: string): string =>
  customerId === undefined ? kind : `${kind}:${customerId}`;
const hourOf = (instant: string): string => instant.slice(0, 13);
const NEW_HOUR = { people: new Set<string>(), noticed: [] };
const at = (state: AccessState, hour: string): AccessState =>
  state.hour === hour ? state : { hour, ...NEW_HOUR };

/** Those of the hour, with these; after the alert nobody is counted any more. */
function withPeople({ people }: AccessState, { customerIds, outcome }: Look): ReadonlySet<string> {
  if (
    outcome === 'refused' ||
    people.size >= BULK_PEOPLE ||
    customerIds.every((id) => people.has(id))
  )
    return people;
  return new Set([...people, ...customerIds]);
}

/** Keeps each caller's looks of one UTC date, and notices what is unusual while it writes them down. */
export const access: Ledger<AccessState, AccessCommand, AccessEvent> = {
  category: 'access',
  initial: () => ({ hour: '', ...NEW_HOUR }),
  evolve: {
    PersonalDataRead: (state, { data, meta }) => {
      const now = at(state, hourOf(meta.recordedAt));
      return { ...now, people: withPeople(now, data) };
    },
    UnusualReadingNoticed: (state, { data }) => ({
      ...state,
      noticed: [...state.noticed, noticeOf(data.kind, data.customerId)],
    }),
  },
  decide: {
    NoteRead: (state, { type: _type, watched = [], ...look }, facts) => {
      const hour = hourOf(facts.now());
      const now = at(state, hour);
      const people = withPeople(now, look).size;
      const unusual: { readonly kind: AlertKind; readonly customerId?: string }[] = [
        ...(people >= BULK_PEOPLE ? [{ kind: 'bulk' as const }] : []),
        ...(look.atNight && people >= NIGHT_PEOPLE ? [{ kind: 'off-hours' as const }] : []),
        ...watched.map((customerId) => ({ kind: 'watched' as const, customerId })),
      ];
      return [
        {
          type: 'PersonalDataRead',
          data: { ...look, ...optional({ stores: look.stores, reason: look.reason }) },
        },
        ...unusual
          .filter(({ kind, customerId }) => !now.noticed.includes(noticeOf(kind, customerId)))
          .map((one) => ({
            type: 'UnusualReadingNoticed' as const,
            data: { ...one, hour, people },
          })),
      ];
    },
  },
};

/** The stream's key: the UTC date and the caller's pseudonym, without what says that it is a person's. */
export const accessKey = (now: string, actor: string): string =>
  `${now.slice(0, 10)}.${actor.replace(/^user:/, '')}`;
