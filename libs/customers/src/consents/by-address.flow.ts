import { ConflictError, type Tools } from '@chignon/eventing';
import type { Channel, Purpose } from '../identity/consent.js';
import { byContact } from '../identity/finding.effects.js';
import { personsOf } from '../identity/person.flow.js';
import {
  addressKindOf,
  answerOf,
  refusedAddresses,
  stands,
  withRefusal,
  type AddressKind,
  type AddressRefusal,
  type Holder,
} from './address.js';
import { sealerOf } from './secret.flow.js';

/** Who has an address now, each with all their cards. */
export async function holdersOf(
  tools: Tools,
  kind: AddressKind,
  address: string,
): Promise<Holder[]> {
  const persons = await personsOf(tools, await byContact(tools, kind, address));
  const field = kind === 'email' ? 'emails' : 'phones';
  return [...persons.values()].map(({ ids, shown: { consents, provenance } }) => ({
    ids,
    consents,
    since: provenance[field]?.at ?? '',
  }));
}

/**
 * Whether somebody with this address has said no to messages for this purpose, on whichever card (M1): whoever reads what comes there is the one who said
 * it, and gets none on any other card either. Looked up at the instant of sending, so that a "no" wins over what waits (R-CM-09).
 */
export async function refusedByAddress(
  tools: Tools,
  { channel, address }: { readonly channel: Channel; readonly address: string },
  purpose: Purpose,
): Promise<boolean> {
  const kind = addressKindOf(channel);
  if (kind === undefined) return false;
  const holders = await holdersOf(tools, kind, address);
  if (holders.some(({ consents }) => answerOf(consents, purpose, channel)?.granted === false))
    return true;
  return (await refusalsOf(tools, kind, address)).some(
    (one) => one.purpose === purpose && one.channel === channel && stands(one, holders),
  );
}

/** What was refused for an address, on any card, whether or not it stands. */
export async function refusalsOf(
  tools: Tools,
  kind: AddressKind,
  address: string,
): Promise<readonly AddressRefusal[]> {
  const id = (await sealerOf(tools)).addressKey(kind, address);
  return (await tools.documents.get(refusedAddresses, id))?.refusals ?? [];
}

/** Writers of one address at the same time: more are a mistake. */
const TRIES = 20;

/** Keeps a refusal with its address. An older one than is kept already changes nothing. @param id the address's key */
export async function keepRefusal(
  { documents }: Tools,
  id: string,
  refusal: AddressRefusal,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const kept = await documents.get(refusedAddresses, id);
    const before = kept?.refusals ?? [];
    const refusals = withRefusal(before, refusal);
    if (refusals === before) return;
    try {
      await documents.put(refusedAddresses, { id, refusals }, { expected: kept?.revision ?? 0 });
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || tries === TRIES) throw error;
    }
  }
}
