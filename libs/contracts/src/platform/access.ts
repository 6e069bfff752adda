import { IsOptional, IsString, Matches } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { INSTANT } from '../parts.js';

export const ACCESS_TOPIC = 'chignon.platform.access';

/** Tokens were taken back before their end: one by its id, or all of a subject from before an instant. Key: what was taken back. */
@Published(ACCESS_TOPIC, 1)
export class TokensRevoked {
  /** The token's `jti`; absent: all of the subject's. */
  @IsOptional() @IsString() tokenId?: string;
  /** The pseudonym of the subject, as it stands in events. */
  @IsOptional() @IsString() subject?: string;
  /** Tokens that were issued before this instant. */
  @Matches(INSTANT) issuedBefore: string;
  @Matches(INSTANT) revokedAt: string;
}

/** What is published to this topic: named by its consumers. */
export const accessEvents = topicEvents(ACCESS_TOPIC, { TokensRevoked });
