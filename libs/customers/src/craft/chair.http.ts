import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { localOf } from '@chignon/calendar';
import { Allow, Ctx, Returns, TOOLS, type Caller, type RequestContext } from '@chignon/service-kit';
import type { Tools } from '@chignon/eventing';
import { clocksOf } from '../stores/today.flow.js';
import { visitAnswer } from '../profile/profiles.http.js';
import { newestVisits } from '../profile/visits.flow.js';
import type { ProfileVisit } from '../profile/visit-history.view.js';
import { cardAnswer, entryAnswer, noteAnswer, testAnswer } from './care.answers.http.js';
import { entriesOf, versionsOf } from './care.flow.js';
import { chairOf, type CareEntry } from './care.js';
import { CardHistoryAnswer, CareFileAnswer, ChairAnswer, ChairQuery } from './care.shapes.http.js';
import { personForChair } from './chair.flow.js';
import { preferencesOf } from './preferences.js';

/** Newest visits that are shown, and those from which preferences are inferred. */
const RECENT_VISITS = 5;
const EVIDENCE_VISITS = 50;

/** What whoever serves a customer must know before they begin. */
@Controller('v1/customers')
export class ChairHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

  /**
   * Show what the chair must know. Warnings first: allergies, contraindications, product families whose patch test failed; then patch tests with what they permit, hair and
   * skin, the newest version of each card, preferences, and the last visits (PR-09 to PR-11, R-CU-21). For the stores in which the customer is expected or was today; anybody else gives a `reason`,
   * which the customer may see: 403 `reason-required` without. Each look stands in the access log.
   * @zh 查看服务前须知（过敏、配方、偏好）
   */
  @Get(':customerId/chair')
  @Allow('customers.chair:read', { store: 'narrowed' })
  @Returns(ChairAnswer)
  async getChair(
    @Param('customerId') id: string,
    @Query() { reason }: ChairQuery,
    @Ctx() request: RequestContext,
  ): Promise<ChairAnswer> {
    const { own, ids } = await personForChair(this.tools, id, reason, request);
    const [entries, { visits }] = await Promise.all([
      entriesOf(this.tools, ids),
      newestVisits(this.tools, ids, { standing: 'counted', limit: EVIDENCE_VISITS }),
    ]);
    const now = this.tools.facts.now();
    const chair = chairOf(entries, now, await datesOf(this.tools, entries, now));
    const notes = (...kinds: string[]) =>
      chair.notes.filter(({ facts }) => kinds.includes(facts.kind));
    return {
      customerId: own.id,
      warnings: notes('allergy', 'contraindication').map(noteAnswer),
      blockedFamilies: [...chair.blocked],
      patchTests: chair.tests.map(testAnswer),
      condition: notes('hair', 'skin').map(noteAnswer),
      cards: chair.cards.map((card) => cardAnswer(card, entries)),
      preferences: preferencesOf(
        notes('preference'),
        visits.map((visit) => withoutOthersStaff(visit, request.caller)),
        now,
      ),
      recent: visits.slice(0, RECENT_VISITS).map((visit) => visitAnswer(visit, request.caller)),
    };
  }

  /**
   * List all entries of a customer's care file. Everything that was ever written down, with who wrote it and who ended it: nothing is rubbed out. Who may look, and
   * when they must say why, is as for the chair: 403 `reason-required`.
   * @zh 查看顾客护理档案的全部记录
   */
  @Get(':customerId/care')
  @Allow('customers.chair:read', { store: 'narrowed' })
  @Returns(CareFileAnswer)
  async getCareFile(
    @Param('customerId') id: string,
    @Query() { reason }: ChairQuery,
    @Ctx() request: RequestContext,
  ): Promise<CareFileAnswer> {
    const { ids } = await personForChair(this.tools, id, reason, request);
    const entries = await entriesOf(this.tools, ids);
    return {
      items: entries.map((entry) => ({
        ...entryAnswer(entry, entries),
        facts: { ...entry.facts },
      })),
    };
  }

  /**
   * Show all versions of a card. Oldest first, each as it was written; the one to repeat is the last that was not ended. Who may look, and when they must say why, is
   * as for the chair: 403 `reason-required`.
   * @param cardId which card of the customer
   * @zh 查看卡片的全部版本
   */
  @Get(':customerId/cards/:cardId')
  @Allow('customers.chair:read', { store: 'narrowed' })
  @Returns(CardHistoryAnswer)
  async getCard(
    @Param('customerId') id: string,
    @Param('cardId') cardId: string,
    @Query() { reason }: ChairQuery,
    @Ctx() request: RequestContext,
  ): Promise<CardHistoryAnswer> {
    const { ids } = await personForChair(this.tools, id, reason, request);
    const entries = await entriesOf(this.tools, ids);
    return { items: versionsOf(entries, cardId).map((card) => cardAnswer(card, entries)) };
  }
}

/** Where a day ends last: a warning of a store whose clock is not known counts rather too long. */
const LAST_ZONE = 'Etc/GMT+12';

/** The date now in each store that has written something. */
async function datesOf(
  tools: Tools,
  entries: readonly CareEntry[],
  now: string,
): Promise<(storeId: string) => string> {
  const clocks = await clocksOf(
    tools,
    entries.map(({ storeId }) => storeId),
  );
  return (storeId) => localOf(clocks.get(storeId)?.zone ?? LAST_ZONE, Date.parse(now)).date;
}

/** Who works in a store that the caller does not see is that store's. */
const withoutOthersStaff = (visit: ProfileVisit, caller: Caller): ProfileVisit =>
  caller.sees(visit.storeId)
    ? visit
    : { ...visit, services: visit.services.map((service) => ({ ...service, performers: [] })) };
