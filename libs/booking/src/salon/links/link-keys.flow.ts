import {
  ConflictError,
  deriveId,
  invalid,
  optional,
  type Page,
  sha256,
  type Stored,
  type Tools,
} from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { keyText, type LinkKey, type LinkStore, sentKey } from './link-key.js';

const SALT_ID = 'salt';

/** Makes, checks and revokes the keys of one kind of link. */
export class LinkKeys<S extends string> {
  constructor(
    private readonly tools: Tools,
    private readonly store: LinkStore<S>,
  ) {}

  /** A new key with its text, which is never shown again but to a repeat of the same command. @throws Refusal 422 `idempotency-key-reused` */
  async make(
    subject: S,
    subjectId: string,
    request: RequestContext,
    expiresAt?: string,
  ): Promise<{ made: LinkKey<S>; text: string }> {
    const { commandId } = request.cause();
    const { documents, facts } = this.tools;
    const secret = createHmac('sha256', await this.salt())
      .update(commandId)
      .digest('hex');
    const id = deriveId(`${this.store.name}|${commandId}`);
    const wanted: LinkKey<S> = {
      id,
      subject,
      subjectId,
      hash: sha256(secret),
      createdAt: facts.now(),
      ...optional({ expiresAt }),
    };
    await documents.put(this.store.keys, wanted, { expected: 0 }).catch(ifThere);
    const made = (await documents.get(this.store.keys, id))!;
    if (made.subject !== subject || made.subjectId !== subjectId)
      throw invalid(
        'idempotency-key-reused',
        'This idempotency key was already used with another input.',
        { field: 'Idempotency-Key', expected: 'a new key for a new input' },
      );
    return { made, text: keyText(id, secret) };
  }

  /** The key opens nothing any more; once is enough. @throws Refusal 404 */
  async revoke(subject: S, subjectId: string, keyId: string): Promise<LinkKey<S>> {
    const key = await this.tools.documents.get(this.store.keys, keyId);
    if (!key || key.subject !== subject || key.subjectId !== subjectId) throw this.store.unknown();
    if (key.revokedAt !== undefined) return key;
    const { revision, ...before } = key;
    const revoked = { ...before, revokedAt: this.tools.facts.now() };
    // Whoever was faster has revoked it: nothing else is ever changed.
    await this.tools.documents
      .put(this.store.keys, revoked as LinkKey<S>, { expected: revision })
      .catch(ifThere);
    return (await this.tools.documents.get(this.store.keys, keyId))!;
  }

  list(
    subject: S,
    subjectId: string,
    limit: number,
    after: string | undefined,
  ): Promise<Page<LinkKey<S>>> {
    return this.tools.documents.find<LinkKey<S>>(this.store.keys, {
      index: 'bySubject',
      where: { subject, subjectId },
      limit,
      after,
    });
  }

  /** The key that this text is, where it opens this very thing now; undefined: it opens nothing. */
  async opening(subject: S, subjectId: string, text: string): Promise<LinkKey<S> | undefined> {
    const sent = sentKey(text);
    const key: Stored<LinkKey<S>> | undefined =
      sent && (await this.tools.documents.get(this.store.keys, sent.keyId));
    const opens =
      sent &&
      key &&
      timingSafeEqual(Buffer.from(key.hash), Buffer.from(sent.hash)) &&
      key.revokedAt === undefined &&
      (key.expiresAt === undefined || this.tools.facts.now() < key.expiresAt) &&
      key.subject === subject &&
      key.subjectId === subjectId;
    return opens ? key : undefined;
  }

  private async salt(): Promise<string> {
    const { documents } = this.tools;
    const known = await documents.get(this.store.salt, SALT_ID);
    if (known) return known.salt;
    await documents
      .put(this.store.salt, { id: SALT_ID, salt: randomBytes(32).toString('hex') }, { expected: 0 })
      .catch(ifThere);
    return (await documents.get(this.store.salt, SALT_ID))!.salt;
  }
}

/** Somebody else, or this very command before, has written it. */
function ifThere(error: unknown): void {
  if (!(error instanceof ConflictError)) throw error;
}
