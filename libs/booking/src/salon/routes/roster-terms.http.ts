import { Body, Controller, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { invalid, notFound, type Stored, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  TOOLS,
  Optional,
  Int,
  Revision,
  StoreId,
  Many,
  Patched,
} from '@chignon/service-kit';
import {
  CHAIN_RULES,
  CHAIN_TRAVEL,
  type RosterRules,
  rosterRules,
  rulesOfStore,
  travelTimes,
  USUAL_REST_HOURS,
} from '../roster/roster-terms.js';
import { stores } from '../stores/store.js';

/** Limits of working time. */
export class RosterRulesBody {
  /** Least rest between the shifts of two dates. Left out: as the chain, else 11. */
  @Optional() @Int({ min: 0, max: 24 }) minRestHours?: number;
  /** Longest work without a break, floating breaks at their worst. Left out: as the chain, else as long as the shift. */
  @Optional() @Int({ min: 30, max: 1440 }) maxContinuousMinutes?: number;
}

/** The limits of working time as they are kept. */
export class RosterRulesAnswer extends RosterRulesBody {
  /** Hours of rest that hold: what is said here, else the chain's, else 11. */
  @Int() minRestHoursInForce: number;
  @Revision() revision: number;
}

class TravelLegBody {
  /** The store where the earlier shift ends. */
  @StoreId() fromStoreId: string;
  /** The store where the later shift begins; the way back is a leg of its own. */
  @StoreId() toStoreId: string;
  /** Minutes that the way takes, without the margin. */
  @Int({ min: 0, max: 1440 }) minutes: number;
}

/** How long the ways between stores take. */
export class TravelTimesBody {
  /** Minutes added to each way; default 0. */
  @Optional() @Int({ min: 0, max: 240 }) marginMinutes?: number;
  /** For ways that no leg names; default 0. */
  @Optional() @Int({ min: 0, max: 1440 }) otherwiseMinutes?: number;
  /** Ways between two stores, each direction once; replaces the list wholly. */
  @Many(() => TravelLegBody, { max: 5000 }) legs: TravelLegBody[];
}

/** The ways between stores as they are kept. */
export class TravelTimesAnswer extends TravelTimesBody {
  @Revision() revision: number;
}

/** What shifts are judged by. A new rule counts for the next roster that is written; those that stand are not judged anew. */
@Patched('putRosterRules', 'putStoreRosterRules', 'putTravelTimes')
@Controller('v1/booking')
export class RosterTermsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Set the chain's rules for rest and breaks. They count for the next roster that is written (R-BK-42).
   *
   * @zh 设置连锁排班休息规则
   */
  @Put('roster-rules')
  @HttpCode(200)
  @Allow('booking.shifts:write', { store: 'chain' })
  @Returns(RosterRulesAnswer)
  putRosterRules(
    @Body() body: RosterRulesBody,
    @Ctx() request: RequestContext,
  ): Promise<RosterRulesAnswer> {
    return this.write(CHAIN_RULES, body, request);
  }

  /**
   * Get the chain's rules for rest and breaks.
   *
   * @zh 查询连锁排班休息规则
   */
  @Get('roster-rules')
  @Allow('booking.shifts:read', { store: 'nothing' })
  @Returns(RosterRulesAnswer)
  getRosterRules(): Promise<RosterRulesAnswer> {
    return this.read(CHAIN_RULES);
  }

  /**
   * Set a store's own rules for rest and breaks. What is left out is as the chain has it.
   *
   * @zh 设置门店排班休息规则
   */
  @Put('stores/:storeId/roster-rules')
  @HttpCode(200)
  @Allow('booking.shifts:write', { store: 'params.storeId' })
  @Returns(RosterRulesAnswer)
  async putStoreRosterRules(
    @Param('storeId') storeId: string,
    @Body() body: RosterRulesBody,
    @Ctx() request: RequestContext,
  ): Promise<RosterRulesAnswer> {
    await this.known(storeId);
    return this.write(rulesOfStore(storeId), body, request);
  }

  /**
   * Get a store's own rules for rest and breaks.
   *
   * @zh 查询门店排班休息规则
   */
  @Get('stores/:storeId/roster-rules')
  @Allow('booking.shifts:read', { store: 'params.storeId' })
  @Returns(RosterRulesAnswer)
  async getStoreRosterRules(@Param('storeId') storeId: string): Promise<RosterRulesAnswer> {
    await this.known(storeId);
    return this.read(rulesOfStore(storeId));
  }

  /**
   * Set how long people need from store to store. Shifts of one date at two stores leave time for the way (R-BK-43).
   *
   * @zh 设置门店间路程时间
   */
  @Put('travel-times')
  @HttpCode(200)
  @Allow('booking.shifts:write', { store: 'chain' })
  @Returns(TravelTimesAnswer)
  async putTravelTimes(
    @Body() { marginMinutes = 0, otherwiseMinutes = 0, legs }: TravelTimesBody,
    @Ctx() request: RequestContext,
  ): Promise<TravelTimesAnswer> {
    const ids = [...new Set(legs.flatMap((l) => [l.fromStoreId, l.toStoreId]))];
    const known = new Set<string>();
    for (let i = 0; i < ids.length; i += 1000)
      for (const store of await this.tools.documents.getMany(stores, ids.slice(i, i + 1000)))
        known.add(store.id);
    const ways = new Set<string>();
    for (const [i, { fromStoreId, toStoreId }] of legs.entries()) {
      for (const field of ['fromStoreId', 'toStoreId'] as const)
        if (!known.has(legs[i]![field]))
          throw invalid('store-unknown', 'There is no such store.', {
            field: `legs.${i}.${field}`,
          });
      if (fromStoreId === toStoreId)
        throw invalid('leg-invalid', 'The two stores of a way must differ.', {
          field: `legs.${i}.toStoreId`,
        });
      if (ways.has(`${fromStoreId} ${toStoreId}`))
        throw invalid('leg-repeated', 'A way is given twice.', { field: `legs.${i}` });
      ways.add(`${fromStoreId} ${toStoreId}`);
    }
    const travel = { marginMinutes, otherwiseMinutes, legs };
    const { revision } = await this.tools.documents.put(
      travelTimes,
      { id: CHAIN_TRAVEL, ...travel },
      { expected: request.ifMatch },
    );
    return { ...travel, revision };
  }

  /**
   * Get how long people need from store to store.
   *
   * @zh 查询门店间路程时间
   */
  @Get('travel-times')
  @Allow('booking.shifts:read', { store: 'nothing' })
  @Returns(TravelTimesAnswer)
  async getTravelTimes(): Promise<TravelTimesAnswer> {
    const found = await this.tools.documents.get(travelTimes, CHAIN_TRAVEL);
    return {
      marginMinutes: found?.marginMinutes ?? 0,
      otherwiseMinutes: found?.otherwiseMinutes ?? 0,
      legs: [...(found?.legs ?? [])],
      revision: found?.revision ?? 0,
    };
  }

  private async write(
    id: string,
    body: RosterRulesBody,
    { ifMatch }: RequestContext,
  ): Promise<RosterRulesAnswer> {
    const { revision } = await this.tools.documents.put(
      rosterRules,
      { id, ...body },
      { expected: ifMatch },
    );
    return this.answer({ id, ...body, revision });
  }

  private async read(id: string): Promise<RosterRulesAnswer> {
    return this.answer((await this.tools.documents.get(rosterRules, id)) ?? { id, revision: 0 });
  }

  private async answer({ id, ...rules }: Stored<RosterRules>): Promise<RosterRulesAnswer> {
    const chain =
      id === CHAIN_RULES ? rules : await this.tools.documents.get(rosterRules, CHAIN_RULES);
    return {
      ...rules,
      minRestHoursInForce: rules.minRestHours ?? chain?.minRestHours ?? USUAL_REST_HOURS,
    };
  }

  private async known(storeId: string): Promise<void> {
    if (!(await this.tools.documents.get(stores, storeId)))
      throw notFound('store-not-found', 'There is no such store.', { field: 'storeId' });
  }
}
