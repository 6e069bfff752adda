import { Optional, Text, Limit, After, Instant } from './fields.js';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { invalid, notFound, optional } from '@chignon/eventing';
import type { Pseudonyms } from '../auth/pseudonyms.js';
import type { Revocation, Revocations } from '../auth/revocations.js';
import { Allow, Returns, Ctx, type RequestContext, Command } from './routes.js';

/** Injection token of what the routes below work with. */
export const ACCESS_TOOLS = 'access:tools';

/** Whose tokens end: exactly one of both. */
export class RevocationBody {
  /** The `jti` of the one token that ends. */
  @Optional() @Text({ min: 1, max: 200 }) tokenId?: string;
  /** The `sub` of tokens: all that were issued to it until now end. */
  @Optional() @Text({ min: 1, max: 200 }) subject?: string;
}

export class RevocationsQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** What was ended. */
export class RevocationAnswer {
  /** `token:` and the token's id, or `subject:` and the subject's pseudonym. */
  @Text() id: string;
  /** Tokens that were issued until this instant are refused. */
  @Instant() issuedBefore: string;
  /** When it was ended. */
  @Instant() revokedAt: string;
}

/** The pseudonym of a person. */
export class ActorAnswer {
  /** What stands for the subject in events: `user:` and a pseudonym. */
  @Text() actor: string;
}

/** What operators do about people with tokens: end them, and find out which events are somebody's. One service tells all the others. */
@Controller('v1/:context/operations')
export class AccessOperationsController {
  constructor(
    @Inject(ACCESS_TOOLS)
    private readonly at: {
      readonly revocations: Revocations;
      readonly pseudonyms: Pseudonyms;
      readonly contexts: readonly string[];
    },
  ) {}

  /**
   * Revoke tokens. Ends one token, or all that a subject was given until now; every service refuses them within seconds. 422 `revocation-unclear`
   * unless it is one of both.
   * @zh 吊销访问令牌
   */
  @Post('revocations')
  @HttpCode(201)
  @Allow('platform.operations:write', { store: 'chain' })
  @Command()
  @Returns(RevocationAnswer)
  async revokeTokens(
    @Param('context') context: string,
    @Body() { tokenId, subject }: RevocationBody,
    @Ctx() request: RequestContext,
  ): Promise<RevocationAnswer> {
    this.mustServe(context);
    if ((tokenId === undefined) === (subject === undefined))
      throw invalid('revocation-unclear', 'Give exactly one of `tokenId` or `subject`.', {
        field: 'tokenId',
        expected: 'one of tokenId, subject',
      });
    return answerOf(
      await this.at.revocations.revoke(
        tokenId !== undefined ? { tokenId } : { subject: this.at.pseudonyms.of(subject!) },
        request.cause(),
      ),
    );
  }

  /**
   * List revoked tokens. What was ended by way of this service, by id.
   * @zh 查看已吊销的令牌
   */
  @Get('revocations')
  @Allow('platform.operations:read', { store: 'chain' })
  @Returns(RevocationAnswer, { list: true })
  async listRevocations(
    @Param('context') context: string,
    @Query() { limit = 50, after }: RevocationsQuery,
  ): Promise<{ items: RevocationAnswer[]; next?: string }> {
    this.mustServe(context);
    const { items, next } = await this.at.revocations.list(limit, after);
    return { items: items.map(answerOf), ...optional({ next }) };
  }

  /**
   * Look up what stands for a person in events. Who asks for somebody by their name finds what they did, not the other way round.
   * @param subject The subject of their tokens (`sub`).
   * @zh 查询人员在事件中的代号
   */
  @Get('actors/:subject')
  @Allow('platform.operations:read', { store: 'chain' })
  @Returns(ActorAnswer)
  getActor(@Param('context') context: string, @Param('subject') subject: string): ActorAnswer {
    this.mustServe(context);
    return { actor: `user:${this.at.pseudonyms.of(subject)}` };
  }

  private mustServe(context: string): void {
    if (!this.at.contexts.includes(context))
      throw notFound('context-not-found', 'There is no such context here.', { field: 'context' });
  }
}

const answerOf = ({ id, issuedBefore, revokedAt }: Revocation): RevocationAnswer => ({
  id,
  issuedBefore,
  revokedAt,
});
