import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  Directory,
  DIRECTORY,
  TOOLS,
} from '@chignon/service-kit';
import {
  ConflictError,
  invalid,
  optional,
  Refusal,
  type Stored,
  type Tools,
} from '@chignon/eventing';
import { candidatesFor } from './duplicates.http.js';
import { noteRead } from '../access/reads.flow.js';
import { answerOf, answerOfPerson, contactKind, ifMatch, presentOf } from './answers.http.js';
import { emailOf, phoneOf } from './contacts.js';
import {
  ChangeCustomerBody,
  CustomerAnswer,
  CustomerRow,
  FindCustomersQuery,
  RegisterCustomerBody,
  ShareCustomerBody,
} from './customers.shapes.http.js';
import { RegisteredCustomerAnswer } from './links.shapes.http.js';
import { noteDuplicates } from './duplicates.flow.js';
import { byContact, byExternalId } from './finding.effects.js';
import { personAt, personsOf } from './person.flow.js';
import {
  changed,
  contactsFor,
  displayName,
  externalKey,
  records,
  type CustomerRecord,
} from './record.js';
import { claim, moved, register, release, shared } from './registering.effects.js';

const IDS_MAX = 200;

/**
 * Who the customers are. A caller sees those who have to do with one of their stores; others are 404. Of somebody of several
 * stores each sees the record and the whole history of what was done when; not who did it elsewhere, nor what it came to there.
 */
@Controller('v1/customers')
export class CustomersHttp {
  constructor(
    @Inject(TOOLS('customers')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Register a customer. The answer names those who may be the same person already, with reasons (PR-05): nobody is merged by that. The same `Idempotency-Key` gives the same customer. 409 `external-id-taken`; 422 `phone-invalid`, `email-invalid`,
   * `birth-date-invalid`.
   * @zh 登记顾客
   */
  @Post()
  @HttpCode(201)
  @Allow('customers.customers:write', { store: 'body.homeStoreId' })
  @Command()
  @Returns(RegisteredCustomerAnswer)
  async registerCustomer(
    @Body() body: RegisterCustomerBody,
    @Ctx() request: RequestContext,
  ): Promise<RegisteredCustomerAnswer> {
    const record = await register(
      this.tools,
      { source: 'front-desk', ...body },
      request.cause({ storeId: body.homeStoreId, input: body }),
    );
    const candidates = await candidatesFor(this.tools, record, request, this.directory);
    return { ...answerOf(record, request), absorbedIds: [], candidates };
  }

  /**
   * Find customers by ids, phone, e-mail or external code. Exactly one of `ids` (comma-separated, at most 200), `phone` (E.164, or national with
   * `country`), `email`, `externalId` (`system:code`): 422 `search-unclear` otherwise. No paging: an answer has at most 200 items. Contacts are
   * masked unless the caller may reveal them.
   * @zh 查找顾客（按编号、电话、邮箱或外部编号）
   */
  @Get()
  @Allow('customers.profiles:read', { store: 'narrowed' })
  @Returns(CustomerRow, { list: true })
  async findCustomers(
    @Query() query: FindCustomersQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: CustomerRow[] }> {
    const all = await this.found(query, request);
    const seen = await presentOf(all, request.caller, this.directory);
    const persons = await personsOf(
      this.tools,
      all.filter(({ id }) => seen.has(id)),
    );
    const reveal = request.caller.may('customers.contacts:reveal');
    // Whoever asks by ids joins the answer by them; whoever finds somebody by a contact goes on with the survivor.
    const rows = [...persons].map(
      ([id, { shown }]) => [query.ids === undefined ? shown.id : id, shown] as const,
    );
    await noteRead(this.tools, request, {
      customerIds: rows.map(([id]) => id),
      kinds: ['name', contactKind(reveal)],
    });
    return {
      items: [...new Map(rows)].map(([id, record]) => ({
        id,
        displayName: displayName(record),
        homeStoreId: record.homeStoreId,
        language: record.language,
        ...optional({ gender: record.gender }),
        ...contactsFor(record, reveal),
      })),
    };
  }

  private async found(
    query: FindCustomersQuery,
    request: RequestContext,
  ): Promise<Stored<CustomerRecord>[]> {
    const given = (['ids', 'phone', 'email', 'externalId'] as const).filter(
      (key) => query[key] !== undefined,
    );
    if (given.length !== 1)
      throw invalid('search-unclear', 'Give one of `ids`, `phone`, `email`, `externalId`.', {
        field: given[1] ?? 'ids',
        expected: 'one of ids, phone, email, externalId',
      });
    if (query.ids !== undefined) {
      const ids = [...new Set(query.ids.split(',').filter((id) => id !== ''))];
      if (ids.length > IDS_MAX)
        throw invalid('ids-too-many', `\`ids\` may have at most ${IDS_MAX} ids.`, {
          field: 'ids',
          expected: `at most ${IDS_MAX}`,
          given: ids.length,
        });
      return ids.length === 0 ? [] : this.tools.documents.getMany(records, ids);
    }
    // Names for known ids are a look at a profile; finding out who has a number is the front desk's.
    if (!request.caller.may('customers.customers:read'))
      throw new Refusal('forbidden', 'permission-missing', 'Your role does not permit this.', {
        permission: 'customers.customers:read',
      });
    if (query.phone !== undefined)
      return byContact(this.tools, 'phone', phoneOf(query.phone, query.country));
    if (query.email !== undefined) return byContact(this.tools, 'email', emailOf(query.email));
    const colon = query.externalId!.indexOf(':');
    return byExternalId(this.tools, {
      system: query.externalId!.slice(0, colon),
      code: query.externalId!.slice(colon + 1),
    });
  }

  /**
   * Show a customer's record. With the provenance of each field and the consents in force. Contacts are masked unless the caller may reveal them.
   * @zh 查看顾客资料
   */
  @Get(':customerId')
  @Allow('customers.customers:read', { store: 'narrowed' })
  @Returns(CustomerAnswer)
  async getCustomer(
    @Param('customerId') id: string,
    @Ctx() request: RequestContext,
  ): Promise<CustomerAnswer> {
    return answerOfPerson(this.tools, id, request);
  }

  /**
   * Change a customer's record. What is left out stays, `remove` takes fields away. Needs `If-Match`: 428 without, 412 when it is stale.
   * @zh 修改顾客资料
   */
  @Patch(':customerId')
  @Allow('customers.customers:write', { store: 'narrowed' })
  @Returns(CustomerAnswer)
  async changeCustomer(
    @Param('customerId') id: string,
    @Body() body: ChangeCustomerBody,
    @Ctx() request: RequestContext,
  ): Promise<CustomerAnswer> {
    const expected = ifMatch(request);
    const {
      own: { revision, ...record },
      shown,
    } = await personAt(this.tools, id);
    if (revision !== expected) throw new ConflictError(`customer ${id}`, expected, revision);
    const { remove = [], country, source = 'front-desk', ...fields } = body;
    if (fields.homeStoreId !== undefined) request.caller.mustSee(fields.homeStoreId);
    // Codes of absorbed records are theirs already, and go back with them.
    const codes = fields.externalIds?.filter(
      (code) =>
        record.externalIds.some((own) => externalKey(own) === externalKey(code)) ||
        !shown.externalIds.some((one) => externalKey(one) === externalKey(code)),
    );
    const given = { ...fields, ...optional({ externalIds: codes }) };
    const after = changed(record, given, remove, { at: this.tools.facts.now(), source, country });
    for (const externalId of codes ?? []) await claim(this.tools, externalId, record.id);
    const announce =
      after.homeStoreId === record.homeStoreId
        ? []
        : [
            this.tools.message(
              moved(after, record.homeStoreId, this.tools.facts.now()),
              request.cause({ storeId: after.homeStoreId }),
            ),
          ];
    await this.tools.documents.put(records, after, { expected, announce });
    const kept = new Set(after.externalIds.map(externalKey));
    await release(
      this.tools,
      record.externalIds.filter((one) => !kept.has(externalKey(one))),
      record.id,
    );
    await noteDuplicates(this.tools, after);
    return answerOfPerson(this.tools, record.id, request);
  }

  /**
   * Share a customer with another store. Lets a store see a customer before they have ever been there: it sees the record and the visits from then
   * on. For who sees them already; a store that has never had them cannot let itself in. Once is enough. 404 `customer-not-found`, `store-not-found`.
   * @zh 将顾客共享给其他门店
   */
  @Post(':customerId/share')
  @HttpCode(200)
  @Allow('customers.customers:write', { store: 'narrowed' })
  @Command()
  @Returns(CustomerAnswer)
  async shareCustomer(
    @Param('customerId') id: string,
    @Body() { storeId }: ShareCustomerBody,
    @Ctx() request: RequestContext,
  ): Promise<CustomerAnswer> {
    const { revision: expected, ...record } = (await personAt(this.tools, id)).own;
    const announce = [
      this.tools.message(
        shared(record.id, storeId, this.tools.facts.now()),
        request.cause({ storeId }),
      ),
    ];
    await this.tools.documents.put(records, record, { expected, announce });
    return answerOfPerson(this.tools, record.id, request);
  }
}
