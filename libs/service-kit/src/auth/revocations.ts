import { accessEvents, publication, TokensRevoked } from '@chignon/contracts';
import {
  deriveId,
  folding,
  type CommandMetadata,
  type Collection,
  type Tools,
  type View,
  view,
} from '@chignon/eventing';
import { LRUCache } from 'lru-cache';
import type { Claims } from './tokens.js';

/** What was taken back: `token:<jti>`, or `subject:<pseudonym>` with all that was issued before an instant. */
export interface Revocation {
  readonly id: string;
  /** ISO UTC. */
  readonly issuedBefore: string;
  readonly revokedAt: string;
}

/** Names what is taken back. */
export type Target = { readonly tokenId: string } | { readonly subject: string };

const idOf = (target: Target): string =>
  'tokenId' in target ? `token:${target.tokenId}` : `subject:${target.subject}`;
/** A token that was looked up is not looked up again for so long: a revocation is felt within this time. */
const TRUST_MS = 2000;

/** Where this process writes revocations down; what it has heard of all of them stands in its view. */
export const revocationsOf = (process: string): Collection<Revocation> => ({
  name: `${process}-directory.revocations`,
  indexes: { byId: { fields: ['id'] } },
});

/** Every revocation of the platform, whichever process was told. */
export const revokedView = (process: string): View<Revocation> =>
  view([accessEvents], {
    name: `${process}-directory.revoked`,
    indexes: {},
    on: {
      TokensRevoked: folding(
        ({ data: { tokenId, subject } }) => [
          tokenId !== undefined
            ? idOf({ tokenId })
            : subject !== undefined
              ? idOf({ subject })
              : undefined,
        ],
        (before, { data: { issuedBefore, revokedAt } }, id) =>
          before && before.issuedBefore >= issuedBefore ? before : { id, issuedBefore, revokedAt },
      ),
    },
  });

/** Takes tokens back, and says of a token whether it was. */
export class Revocations {
  private readonly looked = new LRUCache<string, boolean>({ max: 20_000, ttl: TRUST_MS });

  constructor(
    private readonly tools: Tools,
    private readonly collection: Collection<Revocation>,
    private readonly view: View<Revocation>,
  ) {}

  /** Ends one token, or all tokens of a subject (their pseudonym) that were issued until now. Once is enough. */
  async revoke(target: Target, cause: CommandMetadata): Promise<Revocation> {
    const now = this.tools.facts.now();
    const revocation: Revocation = { id: idOf(target), issuedBefore: now, revokedAt: now };
    const news = publication(TokensRevoked, revocation.id, {
      ...target,
      issuedBefore: now,
      revokedAt: now,
    });
    await this.tools.documents.put(this.collection, revocation, {
      announce: [
        this.tools.message(news, {
          ...cause,
          commandId: deriveId(`${cause.commandId}|${revocation.id}`),
        }),
      ],
    });
    this.looked.clear();
    return revocation;
  }

  /** What is revoked, by id. */
  list(limit: number, after?: string) {
    return this.tools.documents.find<Revocation>(this.collection, {
      index: 'byId',
      limit,
      after,
    });
  }

  async isRevoked({ tokenId, issuedAt }: Claims, subject: string): Promise<boolean> {
    const key = `${tokenId ?? ''} ${issuedAt} ${subject}`;
    const known = this.looked.get(key);
    if (known !== undefined) return known;
    const ids = [idOf({ subject }), ...(tokenId === undefined ? [] : [idOf({ tokenId })])];
    const found = await this.tools.documents.getMany(this.tools.collection(this.view), ids);
    const revoked = found.some(({ issuedBefore }) => issuedAt * 1000 <= Date.parse(issuedBefore));
    this.looked.set(key, revoked);
    return revoked;
  }
}
