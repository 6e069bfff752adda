import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Allow, Command, Ctx, Returns, TOOLS, type RequestContext } from '@chignon/service-kit';
import { deriveId, invalid, optional, type Tools } from '@chignon/eventing';
import { doneAt } from '../stores/today.flow.js';
import { entryAnswer } from './care.answers.http.js';
import {
  endEntry,
  mustBeStaff,
  nextVersion,
  overrideTest,
  readTest,
  writeDown,
  type Said,
  type Writing,
} from './care.flow.js';
import {
  AddCareNoteBody,
  AddPatchTestBody,
  CardVersionBody,
  CareEntryAnswer,
  EndCareEntryBody,
  OverridePatchTestBody,
  ReadPatchTestBody,
  RepeatCardBody,
} from './care.shapes.http.js';
import { ABOUTS } from './preferences.js';

/** Writes down what whoever serves the customer next must know. An answer says what was written and nothing else that is known. */
@Controller('v1/customers')
export class CareHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

  /**
   * Write down something to know about a customer. An allergy, a contraindication, how hair or skin is, a preference. It stays for ever, with who wrote it; what is
   * no longer so is ended. 422 `preference-unclear` when a preference is about something else than preferences can be.
   * @zh 记录过敏、禁忌、发质肤质或偏好
   */
  @Post(':customerId/care')
  @HttpCode(201)
  @Allow('customers.chair:write', { store: 'body.storeId' })
  @Command()
  @Returns(CareEntryAnswer)
  async addCareNote(
    @Param('customerId') customerId: string,
    @Body() { storeId, ...facts }: AddCareNoteBody,
    @Ctx() request: RequestContext,
  ): Promise<CareEntryAnswer> {
    if (facts.kind === 'preference') {
      if (!(ABOUTS as readonly string[]).includes(facts.about) || facts.value === undefined)
        throw invalid('preference-unclear', 'Say what the preference is about, and what it is.', {
          field: 'about',
          expected: `one of ${ABOUTS.join(', ')}, with a value`,
        });
      if (facts.weight === 0)
        throw invalid('preference-unclear', 'A preference of no weight is none.', {
          field: 'weight',
          expected: '1 to 5, or -5 to -1',
        });
    }
    return this.written({ entry: 'note', facts }, this.writing(customerId, storeId, request));
  }

  /**
   * Write down a patch test that was applied. It permits nothing until it has been read, 48 hours later or more (R-CU-20). 422 `staff-unknown`, `time-in-future`.
   * @zh 记录斑贴试验
   */
  @Post(':customerId/patch-tests')
  @HttpCode(201)
  @Allow('customers.chair:write', { store: 'body.storeId' })
  @Command()
  @Returns(CareEntryAnswer)
  async addPatchTest(
    @Param('customerId') customerId: string,
    @Body() { storeId, ...facts }: AddPatchTestBody,
    @Ctx() request: RequestContext,
  ): Promise<CareEntryAnswer> {
    await mustBeStaff(this.tools, facts.performerId);
    const appliedAt = await doneAt(this.tools, storeId, facts.appliedAt, 'appliedAt');
    return this.written(
      { entry: 'test', facts: { ...facts, appliedAt } },
      this.writing(customerId, storeId, request),
    );
  }

  /**
   * Read a patch test. A further reading follows those before; a failure stays one until it is overridden or, where it was a mistake, ended.
   * 404 `patch-test-not-found`; 422 `staff-unknown`, `time-in-future`, `read-before-applied`.
   * @param testId which test of the customer
   * @zh 判读斑贴试验
   */
  @Post(':customerId/patch-tests/:testId/readings')
  @HttpCode(201)
  @Allow('customers.chair:write', { store: 'body.storeId' })
  @Command()
  @Returns(CareEntryAnswer)
  async readPatchTest(
    @Param('customerId') customerId: string,
    @Param('testId') testId: string,
    @Body() { storeId, ...facts }: ReadPatchTestBody,
    @Ctx() request: RequestContext,
  ): Promise<CareEntryAnswer> {
    await mustBeStaff(this.tools, facts.performerId);
    const readAt = await doneAt(this.tools, storeId, facts.readAt, 'readAt');
    const entry = await readTest(
      this.tools,
      { ...facts, readAt, testId },
      this.writing(customerId, storeId, request),
    );
    return entryAnswer(entry, [entry]);
  }

  /**
   * Override a failed patch test. For who answers for it: the products may be used again, and the name and reason stay with the test. A failure that is read afterwards
   * blocks again. 404 `patch-test-not-found`, 409 `test-not-failed`.
   * @param testId which test of the customer
   * @zh 由负责人放行未通过的斑贴试验
   */
  @Post(':customerId/patch-tests/:testId/override')
  @HttpCode(201)
  @Allow('customers.patch-tests:override', { store: 'body.storeId' })
  @Command()
  @Returns(CareEntryAnswer)
  async overridePatchTest(
    @Param('customerId') customerId: string,
    @Param('testId') testId: string,
    @Body() { storeId, reason }: OverridePatchTestBody,
    @Ctx() request: RequestContext,
  ): Promise<CareEntryAnswer> {
    const writing = this.writing(customerId, storeId, request);
    const entry = await overrideTest(this.tools, { testId, reason }, writing);
    return entryAnswer(entry, [entry]);
  }

  /**
   * End an entry. A note, a test, a reading or a version of a card that was a mistake or is no longer so counts no more; it stays to be seen, with who ended it and why. One that
   * is ended already is answered with its first ending. 404 `care-entry-not-found`.
   * @param entryId which entry of the customer
   * @zh 终止护理档案中的记录
   */
  @Post(':customerId/care/:entryId/end')
  @HttpCode(200)
  @Allow('customers.chair:write', { store: 'body.storeId' })
  @Command()
  @Returns(CareEntryAnswer)
  async endCareEntry(
    @Param('customerId') customerId: string,
    @Param('entryId') endedId: string,
    @Body() { storeId, reason }: EndCareEntryBody,
    @Ctx() request: RequestContext,
  ): Promise<CareEntryAnswer> {
    const writing = this.writing(customerId, storeId, request);
    const entry = await endEntry(this.tools, { endedId, reason }, writing);
    return entryAnswer(entry, [entry]);
  }

  /**
   * Begin a card. Its first version: a formula, a colour or a style, that another stylist can repeat (PR-11, R-CU-11). 422 `staff-unknown`, `product-not-found`.
   * @zh 新建配方、颜色或发型卡片
   */
  @Post(':customerId/cards')
  @HttpCode(201)
  @Allow('customers.chair:write', { store: 'body.storeId' })
  @Command()
  @Returns(CareEntryAnswer)
  async addCard(
    @Param('customerId') customerId: string,
    @Body() { storeId, ...facts }: CardVersionBody,
    @Ctx() request: RequestContext,
  ): Promise<CareEntryAnswer> {
    await mustBeStaff(this.tools, facts.performerId);
    const writing = this.writing(customerId, storeId, request);
    const cardId = deriveId(`card|${writing.cause.commandId}`);
    return this.written(
      { entry: 'card', facts: { ...facts, cardId, version: 1 } },
      writing,
      `${cardId}.1`,
    );
  }

  /**
   * Write the next version of a card. Those before stay as they are; of two written at the same time both are kept, one after the other. 404 `card-not-found`;
   * 422 `staff-unknown`, `product-not-found`.
   * @param cardId which card of the customer
   * @zh 新增卡片版本
   */
  @Post(':customerId/cards/:cardId/versions')
  @HttpCode(201)
  @Allow('customers.chair:write', { store: 'body.storeId' })
  @Command()
  @Returns(CareEntryAnswer)
  async addCardVersion(
    @Param('customerId') customerId: string,
    @Param('cardId') cardId: string,
    @Body() { storeId, ...facts }: CardVersionBody,
    @Ctx() request: RequestContext,
  ): Promise<CareEntryAnswer> {
    await mustBeStaff(this.tools, facts.performerId);
    const writing = this.writing(customerId, storeId, request);
    const card = await nextVersion(this.tools, cardId, () => facts, writing);
    return entryAnswer(card, [card]);
  }

  /**
   * Repeat a card as it was the last time. A version with the same mixture by who does it now: how it came out is said in the version after it. 404 `card-not-found`, 422 `staff-unknown`.
   * @param cardId which card of the customer
   * @zh 重复上一次的配方
   */
  @Post(':customerId/cards/:cardId/repeat')
  @HttpCode(201)
  @Allow('customers.chair:write', { store: 'body.storeId' })
  @Command()
  @Returns(CareEntryAnswer)
  async repeatCard(
    @Param('customerId') customerId: string,
    @Param('cardId') cardId: string,
    @Body() { storeId, performerId }: RepeatCardBody,
    @Ctx() request: RequestContext,
  ): Promise<CareEntryAnswer> {
    await mustBeStaff(this.tools, performerId);
    const card = await nextVersion(
      this.tools,
      cardId,
      ({ facts: { kind, name, materials, developerPercent, minutes, version } }) => ({
        kind,
        name,
        materials,
        ...optional({ developerPercent, minutes }),
        performerId,
        repeats: version,
      }),
      this.writing(customerId, storeId, request),
    );
    return entryAnswer(card, [card]);
  }

  private async written(said: Said, writing: Writing, id?: string): Promise<CareEntryAnswer> {
    const entry = await writeDown(this.tools, said, writing, id);
    return entryAnswer(entry, [entry]);
  }

  private writing(customerId: string, storeId: string, request: RequestContext): Writing {
    return { customerId, storeId, cause: request.cause({ storeId }) };
  }
}
