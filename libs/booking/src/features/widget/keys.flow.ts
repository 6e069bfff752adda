import { msOfIso } from '@chignon/calendar';
import {
  ConflictError,
  deriveId,
  invalid,
  notFound,
  optional,
  type Reads,
  refused,
  type Stored,
  type Tools,
} from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { checkOrigins, type PublishableKey, publishableKeys } from './publishable-key.js';

/** As master data: a change made through another process counts after this time. */
const TRUST_MS = 2000;
/** Keys of a chain, revoked ones included: one page of documents, so that all of them are remembered. */
const MAX_KEYS = 1000;

type Wanted = Pick<
  PublishableKey,
  'name' | 'storeIds' | 'channel' | 'origins' | 'requestsPerMinute' | 'requestsPerMinutePerAddress'
>;

/** Makes, finds and revokes publishable keys. */
export class PublishableKeys {
  private known:
    | { readonly atMs: number; readonly keys: Promise<ReadonlyMap<string, PublishableKey>> }
    | undefined;

  private readonly documents: Reads;

  constructor(private readonly tools: Tools) {
    this.documents = tools.remember([publishableKeys], () => (this.known = undefined));
  }

  /** A new key; the same command has the same one. @throws Refusal `origin-invalid`, `too-many-keys`, `idempotency-key-reused` */
  async make(wanted: Wanted, request: RequestContext): Promise<PublishableKey> {
    checkOrigins(wanted.origins);
    const { documents, facts } = this.tools;
    const id = `pk_${deriveId(`publishable-key|${request.cause().commandId}`).replaceAll('-', '')}`;
    if (
      (await documents.count(publishableKeys)) >= MAX_KEYS &&
      !(await documents.get(publishableKeys, id))
    )
      throw refused('too-many-keys', 'The chain has reached the limit of keys. Revoke one first.', {
        limit: MAX_KEYS,
      });
    await documents
      .put(publishableKeys, { id, ...wanted, createdAt: facts.now() }, { expected: 0 })
      .catch(ifThere);
    const {
      revision: _,
      createdAt,
      revokedAt,
      ...made
    } = (await documents.get(publishableKeys, id))!;
    if (JSON.stringify(made) !== JSON.stringify({ id, ...wanted }))
      throw invalid(
        'idempotency-key-reused',
        'This idempotency key was already used with another input.',
        { field: 'Idempotency-Key', expected: 'a new key for a new input' },
      );
    return { ...made, createdAt, ...optional({ revokedAt }) };
  }

  /** The key opens nothing any more; once is enough. @throws Refusal 404 */
  async revoke(id: string, request: RequestContext): Promise<PublishableKey> {
    const { revision, ...key } = await this.one(id, request);
    if (key.revokedAt === undefined)
      await this.tools.documents
        .put(publishableKeys, { ...key, revokedAt: this.tools.facts.now() }, { expected: revision })
        .catch(ifThere);
    return this.one(id, request);
  }

  /** A key whose stores the caller sees. @throws Refusal 404 */
  async one(id: string, { caller }: RequestContext): Promise<Stored<PublishableKey>> {
    const key = await this.tools.documents.get(publishableKeys, id);
    if (!key?.storeIds.every((storeId) => caller.sees(storeId)))
      throw notFound('publishable-key-not-found', 'There is no such key.', { field: 'keyId' });
    return key;
  }

  /** A living key by its text; undefined for one that never was and for one that was revoked. */
  async living(text: string): Promise<PublishableKey | undefined> {
    const key = (await this.all()).get(text);
    return key?.revokedAt === undefined ? key : undefined;
  }

  /** True when pages of this origin may ask with some living key. */
  async isOrigin(origin: string): Promise<boolean> {
    return [...(await this.all()).values()].some(
      (key) => key.revokedAt === undefined && key.origins.includes(origin),
    );
  }

  private all(): Promise<ReadonlyMap<string, PublishableKey>> {
    const nowMs = msOfIso(this.tools.facts.now());
    if (this.known && Math.abs(nowMs - this.known.atMs) < TRUST_MS) return this.known.keys;
    const keys = this.documents
      .find<PublishableKey>(publishableKeys, { index: 'byId', limit: MAX_KEYS })
      .then(({ items }) => new Map(items.map((key) => [key.id, key])));
    const known = (this.known = { atMs: nowMs, keys });
    // What could not be read is read again.
    keys.catch(() => this.known === known && (this.known = undefined));
    return keys;
  }
}

/** The one memory of publishable keys of the context. */
export const publishableKeysOf = (tools: Tools): PublishableKeys => tools.own(PublishableKeys);

/** Somebody else, or this very command before, has written it. */
function ifThere(error: unknown): void {
  if (!(error instanceof ConflictError)) throw error;
}
