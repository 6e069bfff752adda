import { refused, type Command, type DomainEvent, type Ledger } from '@chignon/eventing';

/*
 * Which records are one person (PR-05, PR-06, BY-06; ADR 0060). One stream for the chain, `identity-chain`: that a record has one survivor and that
 * nobody is their own is decided in one place.
 * A link is a fact beside the records: nothing of either is written, moved or deleted, so un-linking restores both exactly (R-CU-03, R-CU-04).
 * Easy to get wrong: an absorbed record may have absorbed others before. They stay linked to it, and follow wherever it goes.
 */

/** The key of the one stream. */
export const CHAIN = 'chain';

/** Why two records are said to be one person. */
export const LINK_REASONS = [
  'customer-said',
  'same-contact',
  'same-name',
  'registered-twice',
  'imported-twice',
  'other',
] as const;
export type LinkReason = (typeof LINK_REASONS)[number];
/** Why they are not, after all. */
export const UNLINK_REASONS = ['different-people', 'customer-said', 'mistake', 'other'] as const;
export type UnlinkReason = (typeof UNLINK_REASONS)[number];

/** Two records: the absorbed one is the survivor's from now on. */
export interface Pair {
  readonly survivorId: string;
  readonly absorbedId: string;
}

export type LinksEvent =
  | DomainEvent<'CustomersLinked', Pair & { readonly reason: LinkReason }>
  | DomainEvent<'CustomersUnlinked', Pair & { readonly reason: UnlinkReason }>;

export type LinksCommand =
  | (Command<'LinkCustomers'> & Pair & { readonly reason: LinkReason })
  | (Command<'UnlinkCustomer'> & { readonly absorbedId: string; readonly reason: UnlinkReason });

/** Whom each absorbed record belongs to, by the beginning of its id: one link more copies a few hundred entries, not all. */
export type LinksState = ReadonlyMap<string, ReadonlyMap<string, string>>;

const shardOf = (id: string): string => id.slice(0, 2);
const intoOf = (state: LinksState, id: string): string | undefined =>
  state.get(shardOf(id))?.get(id);

/** Guards that a record has one survivor, and that survivors are nobody's. */
export const links: Ledger<LinksState, LinksCommand, LinksEvent> = {
  category: 'identity',
  initial: () => new Map(),
  evolve: {
    CustomersLinked: (state, { data: { absorbedId, survivorId } }) =>
      new Map(state).set(
        shardOf(absorbedId),
        new Map(state.get(shardOf(absorbedId))).set(absorbedId, survivorId),
      ),
    CustomersUnlinked: (state, { data }) => {
      const shard = new Map(state.get(shardOf(data.absorbedId)));
      shard.delete(data.absorbedId);
      return new Map(state).set(shardOf(data.absorbedId), shard);
    },
  },
  decide: {
    LinkCustomers: (state, { type: _type, ...link }) => {
      const { survivorId, absorbedId } = link;
      if (survivorId === absorbedId)
        throw refused('same-customer', 'A customer cannot be linked with themselves.', {
          field: 'absorbedId',
        });
      const before = intoOf(state, absorbedId);
      if (before === survivorId) return [];
      if (before !== undefined)
        throw refused('already-linked', 'This record is linked to another customer already.', {
          field: 'absorbedId',
          survivorId: before,
        });
      const above = intoOf(state, survivorId);
      if (above !== undefined)
        throw refused(
          'survivor-absorbed',
          'The survivor is linked to another customer: name that one.',
          {
            field: 'survivorId',
            survivorId: above,
          },
        );
      return [{ type: 'CustomersLinked', data: link }];
    },
    UnlinkCustomer: (state, { absorbedId, reason }) => {
      const survivorId = intoOf(state, absorbedId);
      return survivorId === undefined
        ? []
        : [{ type: 'CustomersUnlinked', data: { survivorId, absorbedId, reason } }];
    },
  },
};
