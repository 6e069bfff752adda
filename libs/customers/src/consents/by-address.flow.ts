import type { Tools } from '@chignon/eventing';
import { currentConsents, type Purpose } from '../identity/consent.js';
import { byContact } from '../identity/finding.effects.js';
import { personsOf } from '../identity/person.flow.js';

/**
 * Whether somebody with this e-mail address has said no to messages for this purpose, on whichever card (M1): whoever reads the mailbox is the one who said
 * it, and gets none on any other card either. Looked up at the instant of sending, so that a "no" wins over what waits (R-CM-09).
 */
export async function refusedByAddress(
  tools: Tools,
  email: string,
  purpose: Purpose,
): Promise<boolean> {
  const persons = await personsOf(tools, await byContact(tools, 'email', email));
  return [...persons.values()].some(({ shown }) =>
    currentConsents(shown.consents).some(
      (consent) => consent.purpose === purpose && consent.channel === 'email' && !consent.granted,
    ),
  );
}
