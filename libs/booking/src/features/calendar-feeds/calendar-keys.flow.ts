import {
  ConflictError,
  deriveId,
  invalid,
  notFound,
  type Page,
  sha256,
  type Stored,
  type Tools,
} from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  type CalendarKey,
  calendarKeys,
  calendarSalt,
  type FeedSubject,
  keyText,
  SALT_ID,
  sentKey,
} from './calendar-key.js';

/** A feed that does not exist, a wrong key and a revoked one are answered alike. */
export const noFeed = () =>
  notFound(
    'calendar-not-found',
    'There is no such calendar feed, or the key is invalid or revoked.',
  );

/** Makes, checks and revokes the keys of calendar feeds. */
export class CalendarKeys {
  constructor(private readonly tools: Tools) {}

  /** A new key with its text, which is never shown again but to a repeat of the same command. @throws Refusal 422 `idempotency-key-reused` */
  async make(
    subject: FeedSubject,
    subjectId: string,
    request: RequestContext,
  ): Promise<{ made: CalendarKey; text: string }> {
    const { commandId } = request.cause();
    const { documents, facts } = this.tools;
    const secret = createHmac('sha256', await this.salt())
      .update(commandId)
      .digest('hex');
    const id = deriveId(`calendar-key|${commandId}`);
    const wanted: CalendarKey = {
      id,
      subject,
      subjectId,
      hash: sha256(secret),
      createdAt: facts.now(),
    };
    await documents.put(calendarKeys, wanted, { expected: 0 }).catch(ifThere);
    const made = (await documents.get(calendarKeys, id))!;
    if (made.subject !== subject || made.subjectId !== subjectId)
      throw invalid(
        'idempotency-key-reused',
        'This idempotency key was already used with another input.',
        { field: 'Idempotency-Key', expected: 'a new key for a new input' },
      );
    return { made, text: keyText(id, secret) };
  }

  /** The key opens nothing any more; once is enough. @throws Refusal 404 */
  async revoke(subject: FeedSubject, subjectId: string, keyId: string): Promise<CalendarKey> {
    const key = await this.tools.documents.get(calendarKeys, keyId);
    if (!key || key.subject !== subject || key.subjectId !== subjectId)
      throw notFound('calendar-key-not-found', 'There is no such key.', { field: 'keyId' });
    if (key.revokedAt !== undefined) return key;
    const { revision, ...before } = key;
    const revoked = { ...before, revokedAt: this.tools.facts.now() };
    // Whoever was faster has revoked it: nothing else is ever changed.
    await this.tools.documents.put(calendarKeys, revoked, { expected: revision }).catch(ifThere);
    return (await this.tools.documents.get(calendarKeys, keyId))!;
  }

  list(
    subject: FeedSubject,
    subjectId: string,
    limit: number,
    after: string | undefined,
  ): Promise<Page<CalendarKey>> {
    return this.tools.documents.find<CalendarKey>(calendarKeys, {
      index: 'bySubject',
      where: { subject, subjectId },
      limit,
      after,
    });
  }

  /** @throws Refusal 404 `calendar-not-found` unless the text is a valid key of this very feed */
  async mustOpen(subject: FeedSubject, subjectId: string, text: string): Promise<void> {
    const sent = sentKey(text);
    const key: Stored<CalendarKey> | undefined =
      sent && (await this.tools.documents.get(calendarKeys, sent.keyId));
    if (
      !sent ||
      !key ||
      !timingSafeEqual(Buffer.from(key.hash), Buffer.from(sent.hash)) ||
      key.revokedAt !== undefined ||
      key.subject !== subject ||
      key.subjectId !== subjectId
    )
      throw noFeed();
  }

  private async salt(): Promise<string> {
    const { documents } = this.tools;
    const known = await documents.get(calendarSalt, SALT_ID);
    if (known) return known.salt;
    await documents
      .put(calendarSalt, { id: SALT_ID, salt: randomBytes(32).toString('hex') }, { expected: 0 })
      .catch(ifThere);
    return (await documents.get(calendarSalt, SALT_ID))!.salt;
  }
}

/** Somebody else, or this very command before, has written it. */
function ifThere(error: unknown): void {
  if (!(error instanceof ConflictError)) throw error;
}
