import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { Allow, Returns, Ctx, type RequestContext, TOOLS } from '@chignon/service-kit';
import { ConflictError, optional, type Tools } from '@chignon/eventing';
import { answerOfPerson, ifMatch } from '../identity/answers.http.js';
import { CHANNELS, currentConsents, PURPOSES, type Purpose } from '../identity/consent.js';
import { maskedEmail, maskedPhone } from '../identity/contacts.js';
import { CustomerAnswer } from '../identity/customers.shapes.http.js';
import { noteRead } from '../access/reads.flow.js';
import { personAt } from '../identity/person.flow.js';
import { consented, records, type CustomerRecord } from '../identity/record.js';
import { addressesOf, addressKindOf, stands } from './address.js';
import { holdersOf, refusalsOf, refusedByAddress } from './by-address.flow.js';
import { keepWithAddresses } from './refusing.flow.js';
import {
  ConsentHistoryAnswer,
  ConsentsBody,
  type RefusalOfAddress,
} from './consents.shapes.http.js';

/** What customers said to "may we?". Whom a caller sees is as for the customers themselves. */
@Controller('v1/customers')
export class ConsentsHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

  /**
   * Show a customer's consents with their history. Every answer there ever was, oldest first, with who recorded it, where, to which wording and when (GW-06); of
   * all records of the person. `refused` names purposes for which nothing is sent by e-mail because somebody with the same address said no on another card;
   * `addressRefusals` is what was refused for the addresses of this card, on whichever card, with its evidence.
   * @zh 查看顾客授权同意的历史
   */
  @Get(':customerId/consents/history')
  @Allow('customers.customers:read', { store: 'narrowed' })
  @Returns(ConsentHistoryAnswer)
  async getConsentHistory(
    @Param('customerId') id: string,
    @Ctx() request: RequestContext,
  ): Promise<ConsentHistoryAnswer> {
    const { shown, ids } = await personAt(this.tools, id);
    await noteRead(this.tools, request, { customerIds: [shown.id], kinds: ['consents'] });
    const all = await this.tools.documents.getMany(records, ids);
    const refused: Purpose[] = [];
    const [email] = shown.emails;
    for (const purpose of PURPOSES)
      if (
        email !== undefined &&
        (await refusedByAddress(this.tools, { channel: 'email', address: email }, purpose))
      )
        refused.push(purpose);
    const history = all
      .flatMap(({ id: customerId, consents }) => consents.map((one) => ({ ...one, customerId })))
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const reveal = request.caller.may('customers.contacts:reveal');
    return {
      history,
      inForce: currentConsents(shown.consents),
      refused,
      addressRefusals: await this.addressRefusals(shown, ids, reveal),
    };
  }

  /** What was refused for each address of a person, by whichever card. */
  private async addressRefusals(
    shown: CustomerRecord,
    ids: readonly string[],
    reveal: boolean,
  ): Promise<RefusalOfAddress[]> {
    const found: RefusalOfAddress[] = [];
    for (const channel of CHANNELS) {
      const kind = addressKindOf(channel);
      if (kind === undefined) continue;
      const masked = kind === 'email' ? maskedEmail : maskedPhone;
      for (const address of addressesOf(shown, channel)) {
        const refusals = (await refusalsOf(this.tools, kind, address)).filter(
          (one) => one.channel === channel,
        );
        if (refusals.length === 0) continue;
        const holders = await holdersOf(this.tools, kind, address);
        for (const one of refusals) {
          const { customerId, purpose, source, wordingVersion, at, by, evidence } = one;
          found.push({
            purpose,
            channel,
            address: reveal ? address : masked(address),
            source,
            wordingVersion,
            at,
            ...optional({ by, evidence }),
            ofThisCustomer: ids.includes(customerId),
            stands: stands(one, holders),
          });
        }
      }
    }
    return found;
  }

  /**
   * Record a customer's consents. Answers to "may we?" per purpose and channel; the history stays. The same answer again adds nothing. A "no" holds for the
   * addresses that the card has now, on every card that has them or will (R-CM-08), until this card says yes again. Needs `If-Match`: 428 without, 412 when it is stale.
   * @zh 记录顾客的授权同意
   */
  @Put(':customerId/consents')
  @Allow('customers.consents:write', { store: 'narrowed' })
  @Returns(CustomerAnswer)
  async putCustomerConsents(
    @Param('customerId') id: string,
    @Body() body: ConsentsBody,
    @Ctx() request: RequestContext,
  ): Promise<CustomerAnswer> {
    const expected = ifMatch(request);
    const {
      own: { revision, ...record },
      shown,
    } = await personAt(this.tools, id);
    if (revision !== expected) throw new ConflictError(`customer ${id}`, expected, revision);
    const at = this.tools.facts.now();
    const after = consented(
      record,
      body.items.map((answer) => ({ ...answer, at, by: request.cause({}).actor })),
    );
    const before = new Set(record.consents);
    // With the addresses first: a crash between the two leaves a refusal too many, which the repeat completes, and never one too few.
    await keepWithAddresses(
      this.tools,
      shown,
      after.consents.filter((one) => !one.granted && !before.has(one)),
    );
    await this.tools.documents.put(records, after, { expected });
    return answerOfPerson(this.tools, record.id, request);
  }
}
