import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  Allow,
  Command,
  Ctx,
  Directory,
  DIRECTORY,
  Returns,
  TOOLS,
  type RequestContext,
} from '@chignon/service-kit';
import { optional, type Tools } from '@chignon/eventing';
import { hitOf, noteHits, presentOf } from './answers.http.js';
import { duplicates } from './duplicates.js';
import { candidatesOf, dismiss } from './duplicates.flow.js';
import {
  CandidatesAnswer,
  CustomerCandidate,
  DismissDuplicateBody,
  DuplicateAnswer,
  DuplicatesQuery,
} from './links.shapes.http.js';
import { personAt, survivorOf } from './person.flow.js';
import { records, type CustomerRecord } from './record.js';

/** Who may be the same person as this customer, as the caller may see them. Their look is in the access log. */
export async function candidatesFor(
  tools: Tools,
  record: CustomerRecord,
  request: RequestContext,
  directory: Directory,
): Promise<CustomerCandidate[]> {
  const { caller } = request;
  const candidates = await candidatesOf(tools, record);
  const present = await presentOf(
    candidates.map((candidate) => candidate.record),
    caller,
    directory,
  );
  const reveal = caller.may('customers.contacts:reveal');
  const shown = candidates.map(({ record: other, reasons, doubts }) => ({
    customer: hitOf({ record: other, present: present.has(other.id) }, reveal),
    reasons: [...reasons],
    doubts: [...doubts],
  }));
  await noteHits(
    tools,
    request,
    shown.map(({ customer }) => customer),
  );
  return shown;
}

/** Records that may be one person: offered, never merged by themselves. */
@Controller('v1/customers')
export class DuplicatesHttp {
  constructor(
    @Inject(TOOLS('customers')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * List records that may be one person. The worklist, oldest first, with what speaks for and against it (PR-05). Pairs of which the caller sees
   * neither are left out, so that a page may have fewer items than asked for; of somebody elsewhere name and masked phones are shown.
   * @zh 查看疑似重复的顾客
   */
  @Get('duplicates')
  @Allow('customers.links:read', { store: 'narrowed' })
  @Returns(DuplicateAnswer, { list: true })
  async listDuplicates(
    @Query() { limit = 50, after }: DuplicatesQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: DuplicateAnswer[]; next?: string }> {
    const { caller } = request;
    const { items, next } = await this.tools.documents.find(duplicates, {
      index: 'byStatus',
      where: { status: 'open' },
      limit,
      after,
    });
    const found = await this.tools.documents.getMany(records, [
      ...new Set(items.flatMap(({ customerIds }) => customerIds)),
    ]);
    const byId = new Map(found.map((record) => [record.id, record]));
    const present = await presentOf(found, caller, this.directory);
    const reveal = caller.may('customers.contacts:reveal');
    const shown: DuplicateAnswer[] = [];
    for (const { customerIds, reasons, doubts, foundAt } of items) {
      const two = customerIds.flatMap((id) => byId.get(id) ?? []);
      const [a, b] = await Promise.all(customerIds.map((id) => survivorOf(this.tools, id)));
      // Linked since, or gone.
      if (two.length < 2 || a === b || !two.some(({ id }) => present.has(id))) continue;
      const customers = two.map((record) =>
        hitOf({ record, present: present.has(record.id) }, reveal),
      );
      shown.push({ customers, reasons: [...reasons], doubts: [...doubts], foundAt });
    }
    await noteHits(
      this.tools,
      request,
      shown.flatMap(({ customers }) => customers),
    );
    return { items: shown, ...optional({ next }) };
  }

  /**
   * Dismiss a pair of records. They are two people: the pair leaves the worklist, and only a new reason brings it back.
   * @zh 确认两位顾客不是同一人
   */
  @Post('duplicates/dismissals')
  @HttpCode(204)
  @Allow('customers.links:write', { store: 'narrowed' })
  @Command()
  async dismissDuplicate(
    @Body() { customerId, otherCustomerId }: DismissDuplicateBody,
    @Ctx() request: RequestContext,
  ): Promise<void> {
    await dismiss(this.tools, customerId, otherCustomerId, request.cause({}).actor);
  }

  /**
   * Show who may be the same person. With what speaks for and against it, looked up now (PR-05).
   * @zh 查看与该顾客疑似重复的档案
   */
  @Get(':customerId/candidates')
  @Allow('customers.customers:read', { store: 'narrowed' })
  @Returns(CandidatesAnswer)
  async getCustomerCandidates(
    @Param('customerId') id: string,
    @Ctx() request: RequestContext,
  ): Promise<CandidatesAnswer> {
    const { shown } = await personAt(this.tools, id);
    return { items: await candidatesFor(this.tools, shown, request, this.directory) };
  }
}
