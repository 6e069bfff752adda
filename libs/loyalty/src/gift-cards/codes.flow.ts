import {
  ConflictError,
  notFound,
  type Collection,
  type CommandMetadata,
  deriveId,
  sha256,
  type Tools,
} from '@chignon/eventing';
import { createHmac, randomBytes } from 'node:crypto';
import type { GiftCard } from './gift-card.js';
import { giftCards } from './gift-card-ledger.js';

/** What secrets are made with; never leaves the documents. */
export const giftCardSalt: Collection<{ readonly id: string; readonly salt: string }> = {
  name: 'loyalty.gift-card-salt',
  indexes: {},
};
const SALT_ID = 'salt';

/** Crockford's: nothing in it is mistaken for something else. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const NUMBER_LENGTH = 10;
/** 60 bits: what is left to guess when the number is known (R-CP-09). */
const SECRET_LENGTH = 12;

const textOf = (hex: string, length: number): string =>
  Array.from(
    { length },
    (_, i) => ALPHABET[Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16) % ALPHABET.length],
  ).join('');

/** A new code, and what is kept of it. */
export interface NewCode {
  /** As it is printed: number and secret, in groups. */
  readonly code: string;
  readonly number: string;
  readonly secretHash: string;
}

const hashOf = (number: string, secret: string): string => sha256(`gift-card|${number}|${secret}`);

/**
 * A code of chance that a repeat of the same command is told again, and nobody else: it is made of the command with a salt that never leaves. The
 * platform keeps a hash of its secret alone. @param number of a card whose code is replaced; left out: a new card's
 */
export async function newCode(
  tools: Tools,
  { commandId }: Pick<CommandMetadata, 'commandId'>,
  number?: string,
): Promise<NewCode> {
  const salt = await saltOf(tools);
  const made = (what: string) =>
    createHmac('sha256', salt).update(`${what}|${commandId}`).digest('hex');
  const own = number ?? textOf(made('number'), NUMBER_LENGTH);
  const secret = textOf(made(`secret|${own}`), SECRET_LENGTH);
  return { code: printed(own + secret), number: own, secretHash: hashOf(own, secret) };
}

const printed = (code: string): string =>
  code.replace(/^(.{5})(.{5})(.{4})(.{4})(.{4})$/, '$1-$2-$3-$4-$5');

async function saltOf({ documents }: Tools): Promise<string> {
  const known = await documents.get(giftCardSalt, SALT_ID);
  if (known) return known.salt;
  await documents
    .put(giftCardSalt, { id: SALT_ID, salt: randomBytes(32).toString('hex') }, { expected: 0 })
    .catch((error: unknown) => {
      if (!(error instanceof ConflictError)) throw error;
    });
  return (await documents.get(giftCardSalt, SALT_ID))!.salt;
}

/** Nothing tells apart a card that is not and a secret that is wrong. */
const noCard = (field: string) =>
  notFound('gift-card-not-found', 'There is no such gift card, or the code is wrong.', { field });

/**
 * The card that a code opens. Letters in any case, with or without dashes. A wrong secret is written down with the card, which answers nobody after
 * five of them in an hour.
 * @throws Refusal 404 `gift-card-not-found`, 409 `gift-card-attempts`
 */
export async function opened(
  tools: Tools,
  text: string,
  cause: CommandMetadata,
  field: string,
): Promise<GiftCard> {
  const plain = text.toUpperCase().replace(/[^0-9A-Z]/g, '');
  const [number, secret] = [plain.slice(0, NUMBER_LENGTH), plain.slice(NUMBER_LENGTH)];
  if (plain.length !== NUMBER_LENGTH + SECRET_LENGTH) throw noCard(field);
  const { state } = await tools.load(giftCards, number);
  if (!state.sold) throw noCard(field);
  const secretHash = hashOf(number, secret);
  const { expected: _, ...rest } = cause;
  const tried = await tools.execute(
    giftCards,
    number,
    { type: 'TryCode', secretHash },
    { ...rest, commandId: deriveId(`try|${cause.commandId}|${secretHash}`), input: secretHash },
  );
  if (secretHash !== tried.state.secretHash) throw noCard(field);
  return tried.state;
}
