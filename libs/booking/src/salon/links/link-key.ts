import { type Collection, type Refusal, sha256 } from '@chignon/eventing';

/** A key of a link that is handed to somebody who has no token. Only its hash is kept; it opens one thing and can be revoked. */
export interface LinkKey<S extends string = string> {
  readonly id: string;
  /** What kind of thing it opens. */
  readonly subject: S;
  readonly subjectId: string;
  /** SHA-256 of the secret. */
  readonly hash: string;
  /** ISO UTC. */
  readonly createdAt: string;
  /** From then on it opens nothing, ISO UTC; absent: it has no end of its own. */
  readonly expiresAt?: string;
  readonly revokedAt?: string;
}

/** What secrets are made from, besides the command that asks for one: so the same command gets the same key, and nobody else can. One document. */
export interface LinkSalt {
  readonly id: string;
  readonly salt: string;
}

/** Where the keys of one kind of link are kept. */
export interface LinkStore<S extends string> {
  readonly keys: Collection<LinkKey<S>>;
  readonly salt: Collection<LinkSalt>;
  /** Begins the names from which ids are derived; never changed. */
  readonly name: string;
  /** What is said of a key that is not there, to whoever may revoke it. */
  readonly unknown: () => Refusal;
}

/** Collections of keys are read by what they open. */
export const LINK_KEY_INDEXES = { bySubject: { fields: ['subject', 'subjectId', 'id'] } } as const;

/** The key as it stands in URLs. */
export const keyText = (keyId: string, secret: string): string => `${keyId}.${secret}`;

/** Id and hash of what somebody sent as a key; undefined when it cannot be one. */
export function sentKey(text: string): { keyId: string; hash: string } | undefined {
  const match = /^([0-9a-f-]{36})\.([0-9a-f]{64})$/.exec(text);
  return match ? { keyId: match[1]!, hash: sha256(match[2]!) } : undefined;
}
