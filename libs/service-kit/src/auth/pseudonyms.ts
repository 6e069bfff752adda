import { ConflictError, type Collection, type DocumentStore } from '@chignon/eventing';
import { LRUCache } from 'lru-cache';
import { createHmac, randomBytes } from 'node:crypto';

interface Secret {
  readonly id: string;
  readonly key: string;
}

/** What a process keeps for itself. */
export const secretsOf = (process: string): Collection<Secret> => ({
  name: `${process}-directory.secrets`,
  indexes: {},
});

const ID = 'pseudonyms';
/** 128 bits, as text for a URL. */
const LENGTH = 22;

/**
 * Stands for a subject wherever an event or a topic says who did something. The same subject has the same pseudonym for
 * ever; a subject, at many providers an e-mail address, cannot be told from it without the key.
 */
export class Pseudonyms {
  private readonly known = new LRUCache<string, string>({ max: 20_000 });

  constructor(private readonly key: string) {}

  /** With the key that is kept with the process's documents, made by chance the first time. */
  static async open(documents: DocumentStore, secrets: Collection<Secret>): Promise<Pseudonyms> {
    await documents.open(secrets);
    for (;;) {
      const kept = await documents.get(secrets, ID);
      if (kept) return new Pseudonyms(kept.key);
      await documents
        .put(secrets, { id: ID, key: randomBytes(32).toString('hex') }, { expected: 0 })
        .catch((error: unknown) => {
          if (!(error instanceof ConflictError)) throw error;
        });
    }
  }

  of(subject: string): string {
    let pseudonym = this.known.get(subject);
    if (pseudonym === undefined)
      this.known.set(
        subject,
        (pseudonym = createHmac('sha256', this.key)
          .update(subject)
          .digest('base64url')
          .slice(0, LENGTH)),
      );
    return pseudonym;
  }
}
