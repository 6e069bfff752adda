import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { invalid, notFound, type Stored, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  ID,
  mustBeCurrency,
  page,
  TOOLS,
  Patched,
} from '@chignon/service-kit';
import {
  FREE_POLICY,
  policies,
  type Policy,
  policyDocuments,
  termsOf,
} from '../policies/policy.js';
import { PolicyAnswer, PolicyBody, PolicyListQuery } from './policies.shapes.http.js';

/** The policies for cancelling, moving and not coming, with all their versions. */
@Patched('putPolicy')
@Controller('v1/booking/policies')
export class PoliciesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Write a new version of a cancellation policy. It is about cancelling, moving and not coming (BK-04); the same content again is the same version.
   * Bookings keep theirs (R-BK-06). `default` holds for stores that name none.
   *
   * @zh 保存取消政策
   */
  @Put(':policyId')
  @HttpCode(200)
  @Allow('booking.policies:write', { store: 'chain' })
  @Returns(PolicyAnswer)
  async putPolicy(
    @Param('policyId') policyId: string,
    @Body() body: PolicyBody,
    @Ctx() request: RequestContext,
  ): Promise<PolicyAnswer> {
    if (!ID.test(policyId))
      throw invalid('id-invalid', 'This is not a valid policy id.', {
        field: 'policyId',
        expected: 'up to 64 letters, digits, dots, dashes or underscores',
      });
    if (policyId === FREE_POLICY.id)
      throw invalid('policy-reserved', 'The terms that hold without a policy cannot be changed.', {
        field: 'policyId',
        expected: `an id other than ${FREE_POLICY.id}`,
      });
    if (body.currency !== undefined) mustBeCurrency(body.currency);
    return policyAnswer(
      await policyDocuments.write(
        this.tools,
        { id: policyId, ...termsOf(body) },
        { expected: request.ifMatch },
      ),
    );
  }

  /**
   * Get the newest version of a cancellation policy.
   *
   * @zh 查询取消政策
   */
  @Get(':policyId')
  @Allow('booking.policies:read', { store: 'nothing' })
  @Returns(PolicyAnswer)
  async getPolicy(@Param('policyId') policyId: string): Promise<PolicyAnswer> {
    const policy = await this.tools.documents.get(policies, policyId);
    if (!policy) throw notFound('policy-not-found', 'There is no such policy.');
    return policyAnswer(policy);
  }

  /**
   * Get any version of a cancellation policy, as a booking accepted it.
   *
   * @param version the number of the version, 1 the first
   * @zh 查询取消政策历史版本
   */
  @Get(':policyId/versions/:version')
  @Allow('booking.policies:read', { store: 'nothing' })
  @Returns(PolicyAnswer)
  async getPolicyVersion(
    @Param('policyId') policyId: string,
    @Param('version') version: string,
  ): Promise<PolicyAnswer> {
    const policy = /^\d{1,9}$/.test(version)
      ? await policyDocuments.at(this.tools, policyId, Number(version))
      : undefined;
    if (!policy)
      throw notFound('policy-version-not-found', 'There is no such version of this policy.');
    return policyAnswer(policy);
  }

  /**
   * List the cancellation policies of the chain, by id.
   *
   * @zh 取消政策列表
   */
  @Get()
  @Allow('booking.policies:read', { store: 'nothing' })
  @Returns(PolicyAnswer, { list: true })
  async listPolicies(
    @Query() { limit = 50, after }: PolicyListQuery,
  ): Promise<{ items: PolicyAnswer[]; next?: string }> {
    return page(
      await this.tools.documents.find(policies, {
        index: 'byId',
        limit,
        after,
      }),
      policyAnswer,
    );
  }
}

const policyAnswer = ({ id, ...policy }: Policy | Stored<Policy>): PolicyAnswer => ({
  policyId: id,
  ...(policy as unknown as Omit<PolicyAnswer, 'policyId'>),
});
