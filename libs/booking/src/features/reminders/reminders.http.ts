import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { isoOf } from '@chignon/calendar';
import { invalid, notFound, optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  page,
  TOOLS,
  Int,
  Optional,
  Many,
  Nested,
  Text,
  Revision,
  OneOf,
  Limit,
  After,
  Instant,
} from '@chignon/service-kit';
import { placeOf } from '../../desk/booking/place.flow.js';
import { stores } from '../../salon/stores/store.js';
import { reminders } from './reminder-ledger.js';
import { CHAIN_RULES, reminderRules, reminderTerms, rulesOfStore } from './reminder-rules.js';
import { remindersInForce } from './reminders.effects.js';
import { reminderDeliveries } from './reminder-deliveries.view.js';
import { listedReminders } from './reminders.view.js';

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const STATUSES = ['planned', 'withdrawn', 'released'] as const;

/** One reminder: how long before the appointment. */
class ReminderRuleBody {
  /** Whole days (24, 48, …) keep the wall clock of the appointment; other hours are elapsed time. */
  @Int({ min: 1, max: 720 }) hoursBefore: number;
}

/** When customers are reminded (BK-06). */
export class ReminderRulesBody {
  /** At most 5. Empty: nobody is reminded. Left out: as without rules of one's own; a store then has the chain's. */
  @Optional() @Many(() => ReminderRuleBody, { max: 5 }) reminders?: ReminderRuleBody[];
  /** Local time of the store from which nothing is sent; default 21:00. Equal to `quietTo`: no quiet hours. */
  @Optional() @Text({ max: 5, matches: CLOCK }) quietFrom?: string;
  /** Local time of the store until which nothing is sent, the next morning when not later than `quietFrom`; default 09:00. */
  @Optional() @Text({ max: 5, matches: CLOCK }) quietTo?: string;
}

/** The rules in force. */
export class ReminderRulesAnswer extends ReminderRulesBody {
  /** Whose these are: `default`, `chain.<revision>` or `store.<storeId>.<revision>`. */
  @Text() version: string;
  /** For `If-Match`: of the document of this very route, 0 when it has none of its own. */
  @Revision() revision: number;
}

/** Which reminders are listed. */
export class ReminderQuery {
  /** `planned` (default): still to be sent; `released`: sent; `withdrawn`: will not be sent. */
  @Optional() @OneOf(STATUSES) status?: (typeof STATUSES)[number];
  @Limit() limit?: number;
  @After() after?: string;
}

/** What became of a reminder that was sent. */
class ReminderDeliveryAnswer {
  /** `delivered`: a provider has taken it; `not-delivered`: the customer was not reached, so call them. */
  @Text() status: string;
  /** The way that it went: `email`, `sms` or `push`; `outbox`: it is kept readable, because no provider is configured. */
  @Optional() @Text() channel?: string;
  /** Why it did not go out: `no-address`, `no-consent`, `unknown-customer`, `stale`, `provider-rejected`. */
  @Optional() @Text() reason?: string;
  /** What the provider answered. */
  @Optional() @Text() providerCode?: string;
  /** When it was taken or refused. */
  @Instant() at: string;
}

/** A reminder in a list. */
export class ListedReminderAnswer {
  /** Id of the reminder. */
  @Text() reminderId: string;
  @Text() appointmentId: string;
  @Text() customerId: string;
  @Text() storeId: string;
  /** When the appointment begins, as the reminder says. */
  @Instant() startsAt: string;
  /** The rule that it was planned by: hours before the start of the appointment. */
  @Int() hoursBefore: number;
  /** When it is to be sent: just before the quiet hours where it would fall into them, or after them where that is over already. */
  @Instant() dueAt: string;
  /** `planned`: still to be sent; `released`: sent; `withdrawn`: will not be sent. */
  @OneOf(STATUSES) status: (typeof STATUSES)[number];
  /** Why it was withdrawn: `cancelled`, `arrived`, `missed`, `moved`, `rules-changed`, `stale`, `quiet-hours`. */
  @Optional() @Text() reason?: string;
  /** When it was sent or withdrawn; absent: still planned. */
  @Optional() @Instant() endedAt?: string;
  /** Of a reminder that was sent: whether it reached the customer; absent: nothing was heard of it yet. */
  @Optional() @Nested(() => ReminderDeliveryAnswer) delivery?: ReminderDeliveryAnswer;
}

/** A reminder of one appointment. */
class AppointmentReminder {
  /** Id of the reminder; absent when it was skipped. */
  @Optional() @Text() reminderId?: string;
  /** The rule that it was planned by: hours before the start of the appointment. */
  @Int() hoursBefore: number;
  /** Of the appointment, as the reminder says or would have said. */
  @Instant() startsAt: string;
  /** When it is or was to be sent, outside of quiet hours; absent when it was skipped. */
  @Optional() @Instant() dueAt?: string;
  /** `planned`: waits for its time; `released`: given to be sent; `withdrawn`: no longer wanted, `reason` says why; `skipped`: never planned, `reason` says why. */
  @Text() status: string;
  /** Withdrawn: `cancelled`, `arrived`, `missed`, `moved`, `rules-changed`, `stale`, `quiet-hours`. Skipped: `too-late`, `another-then`. */
  @Optional() @Text() reason?: string;
  /** Of a reminder that was sent: whether it reached the customer; absent: nothing was heard of it yet. */
  @Optional() @Nested(() => ReminderDeliveryAnswer) delivery?: ReminderDeliveryAnswer;
}

/** The reminders of one appointment. */
export class AppointmentRemindersAnswer {
  @Text() appointmentId: string;
  /** What became of each rule that applied to the appointment, by its newest reminder; those that were skipped or withdrawn too. */
  @Many(() => AppointmentReminder) reminders: AppointmentReminder[];
}

/** When customers are reminded, and which reminders are planned. */
@Controller('v1/booking')
export class RemindersHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Get when the chain reminds its customers. It holds at stores without rules of their own (BK-06).
   *
   * @zh 查询连锁预约提醒规则
   */
  @Get('reminder-rules')
  @Allow('booking.reminders:read', { store: 'nothing' })
  @Returns(ReminderRulesAnswer)
  async getReminderRules(): Promise<ReminderRulesAnswer> {
    return this.answer(CHAIN_RULES, '');
  }

  /**
   * Set when the chain reminds its customers. Reminders already planned stay as they are until their appointment changes.
   *
   * @zh 设置连锁预约提醒规则
   */
  @Put('reminder-rules')
  @HttpCode(200)
  @Allow('booking.reminders:write', { store: 'chain' })
  @Returns(ReminderRulesAnswer)
  async putReminderRules(
    @Body() body: ReminderRulesBody,
    @Ctx() request: RequestContext,
  ): Promise<ReminderRulesAnswer> {
    return this.put(CHAIN_RULES, '', body, request);
  }

  /**
   * Get when a store reminds its customers. It has its own rules, else the chain's, else one day before.
   *
   * @zh 查询门店预约提醒规则
   */
  @Get('stores/:storeId/reminder-rules')
  @Allow('booking.reminders:read', { store: 'params.storeId' })
  @Returns(ReminderRulesAnswer)
  async getStoreReminderRules(@Param('storeId') storeId: string): Promise<ReminderRulesAnswer> {
    await this.mustExist(storeId);
    return this.answer(rulesOfStore(storeId), storeId);
  }

  /**
   * Set a store's own rules for reminders. They replace the chain's wholly. `{}` goes back to the chain's.
   *
   * @zh 设置门店预约提醒规则
   */
  @Put('stores/:storeId/reminder-rules')
  @HttpCode(200)
  @Allow('booking.reminders:write', { store: 'params.storeId' })
  @Returns(ReminderRulesAnswer)
  async putStoreReminderRules(
    @Param('storeId') storeId: string,
    @Body() body: ReminderRulesBody,
    @Ctx() request: RequestContext,
  ): Promise<ReminderRulesAnswer> {
    await this.mustExist(storeId);
    return this.put(rulesOfStore(storeId), storeId, body, request);
  }

  /**
   * List the reminders of a store's appointments, soonest first. Those that still wait are listed, or those of another `status`.
   *
   * @zh 门店预约提醒列表
   */
  @Get('stores/:storeId/reminders')
  @Allow('booking.appointments:read', { store: 'params.storeId' })
  @Returns(ListedReminderAnswer, { list: true })
  async listStoreReminders(
    @Param('storeId') storeId: string,
    @Query() { status = 'planned', limit = 50, after }: ReminderQuery,
  ): Promise<{ items: ListedReminderAnswer[]; next?: string }> {
    const found = await this.tools.documents.find(this.tools.collection(listedReminders), {
      index: 'byStore',
      where: { storeId, status },
      limit,
      after,
    });
    const deliveries = await this.deliveriesOf(found.items.map(({ id }) => id));
    return page(
      found,
      ({
        id,
        appointmentId,
        customerId,
        storeId: of,
        startsAt,
        hoursBefore,
        dueAt,
        status: is,
        reason,
        endedAt,
      }) => ({
        reminderId: id,
        appointmentId,
        customerId,
        storeId: of,
        startsAt,
        hoursBefore,
        dueAt,
        status: is,
        ...optional({ reason, endedAt, delivery: deliveries.get(id) }),
      }),
    );
  }

  /**
   * List what an appointment's customer was and will be sent. For what is not sent it says why. Anonymous appointments have no reminders.
   *
   * @zh 查询预约的提醒
   */
  @Get('appointments/:appointmentId/reminders')
  @Allow('booking.appointments:read', { store: 'narrowed' })
  @Returns(AppointmentRemindersAnswer)
  async getAppointmentReminders(
    @Param('appointmentId') appointmentId: string,
    @Ctx() request: RequestContext,
  ): Promise<AppointmentRemindersAnswer> {
    await placeOf(this.tools, appointmentId, request);
    const { state } = await this.tools.load(reminders, appointmentId);
    const planned = [...state.byHours.values()];
    const deliveries = await this.deliveriesOf(
      planned.flatMap(({ reminder }) => (reminder === undefined ? [] : [reminder.reminderId])),
    );
    return {
      appointmentId,
      reminders: planned.map(({ status, hoursBefore, startMs, reminder, reason }) => ({
        hoursBefore,
        startsAt: isoOf(startMs),
        status,
        ...(reminder === undefined
          ? {}
          : {
              reminderId: reminder.reminderId,
              dueAt: isoOf(reminder.dueMs),
              ...optional({ delivery: deliveries.get(reminder.reminderId) }),
            }),
        ...optional({ reason }),
      })),
    };
  }

  private async deliveriesOf(ids: readonly string[]): Promise<Map<string, ReminderDeliveryAnswer>> {
    const found =
      ids.length === 0
        ? []
        : await this.tools.documents.getMany(this.tools.collection(reminderDeliveries), ids);
    return new Map(
      found.map(({ id, status, channel, reason, providerCode, at }) => [
        id,
        { status, at, ...optional({ channel, reason, providerCode }) },
      ]),
    );
  }

  private async mustExist(storeId: string): Promise<void> {
    if (!(await this.tools.documents.get(stores, storeId)))
      throw notFound('store-not-found', 'There is no such store.', { field: 'storeId' });
  }

  private async put(
    id: string,
    storeId: string,
    body: ReminderRulesBody,
    { ifMatch }: RequestContext,
  ): Promise<ReminderRulesAnswer> {
    const { reminders: rules, quietFrom, quietTo } = body;
    if (rules === undefined && (quietFrom ?? quietTo) !== undefined)
      throw invalid('field-missing', 'Quiet hours need reminder rules of the same store.', {
        field: 'reminders',
        expected: 'a list',
      });
    await this.tools.documents.put(
      reminderRules,
      rules === undefined ? { id } : { id, terms: reminderTerms({ ...body, reminders: rules }) },
      { expected: ifMatch },
    );
    return this.answer(id, storeId);
  }

  private async answer(id: string, storeId: string): Promise<ReminderRulesAnswer> {
    const {
      version,
      reminders: rules,
      quietFrom,
      quietTo,
    } = await remindersInForce(this.tools, storeId);
    const own = await this.tools.documents.get(reminderRules, id);
    return {
      version,
      reminders: rules.map(({ hoursBefore }) => ({ hoursBefore })),
      quietFrom,
      quietTo,
      revision: own?.revision ?? 0,
    };
  }
}
