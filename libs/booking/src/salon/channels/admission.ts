import { businessDateOf, dateAfter, isoOf, MINUTE_MS } from '@chignon/calendar';
import { type Refusal, refused } from '@chignon/eventing';
import type { Service } from '../catalogue/service.js';
import { businessDayOf, dayStartMinute, type Store } from '../stores/store.js';
import { daysEarlier, mostDaysEarlier, type Vip } from '../vip/vip-terms.js';
import type { ChannelBook, ChannelTerms } from './channel.js';

/** Where and by whom something is asked for by a channel. */
export interface Admission {
  readonly store: Pick<Store, 'zone' | 'dayStartsAt'>;
  readonly channels: ChannelBook;
  readonly vip: Vip;
  readonly channel: string;
  readonly tier?: string | undefined;
  readonly nowMs: number;
}

const NO_TERMS: ChannelTerms = {};
export const termsOf = ({
  channels,
  channel,
}: Pick<Admission, 'channels' | 'channel'>): ChannelTerms => channels[channel] ?? NO_TERMS;

/** Why the channel takes no booking of these services: it is closed, or does not sell them, or lets nobody be asked for. */
export function whatRefusal(
  ask: Admission,
  services: readonly Pick<Service, 'id' | 'serviceGroup'>[],
  staffIds: readonly (string | undefined)[],
  field = 'services',
): Refusal | undefined {
  const { channel } = ask;
  const terms = termsOf(ask);
  if (terms.enabled === false)
    return refused('channel-closed', `This store takes no bookings through \`${channel}\`.`, {
      field: 'channel',
      channel,
    });
  const out = services.findIndex((service) => !sells(terms, service));
  if (out >= 0)
    return refused(
      'service-not-in-channel',
      `\`${services[out]!.id}\` cannot be booked through \`${channel}\`.`,
      { field: `${field}.${out}.serviceId`, channel },
    );
  const named = terms.anyStaffOnly ? staffIds.findIndex((id) => id !== undefined) : -1;
  if (named >= 0)
    return refused(
      'any-staff-only',
      `Bookings through \`${channel}\` cannot choose a staff member.`,
      { field: `${field}.${named}.staffId`, channel, expected: 'no staffId' },
    );
  return undefined;
}

/** True when the terms let the service be booked. */
export const sells = (
  { serviceIds, serviceGroups }: ChannelTerms,
  { id, serviceGroup }: Pick<Service, 'id' | 'serviceGroup'>,
): boolean =>
  (serviceIds === undefined && serviceGroups === undefined) ||
  (serviceIds?.includes(id) ?? false) ||
  (serviceGroups?.includes(serviceGroup) ?? false);

/** When the channel takes a start: the first instant, and the last business date, for this customer's tier. */
export function takes(ask: Admission): { earliestMs: number; lastDate?: string } {
  const { minLeadMinutes = 0, furthestDaysAhead } = termsOf(ask);
  return {
    earliestMs: ask.nowMs + minLeadMinutes * MINUTE_MS,
    ...(furthestDaysAhead === undefined
      ? {}
      : { lastDate: dateAfter(todayOf(ask), furthestDaysAhead + daysEarlier(ask.vip, ask.tier)) }),
  };
}

/** Why the channel does not take this start: it is closed, too soon, or too far ahead (`window-not-open` where a higher tier may book it already). */
export function timeRefusal(ask: Admission, startMs: number, date: string): Refusal | undefined {
  const { channel, store, vip, tier } = ask;
  const { enabled, minLeadMinutes, furthestDaysAhead = 0 } = termsOf(ask);
  const { earliestMs, lastDate } = takes(ask);
  if (enabled === false)
    return refused('channel-closed', `This store takes no bookings through \`${channel}\`.`, {
      field: 'channel',
      channel,
    });
  if (startMs < earliestMs && startMs >= ask.nowMs)
    return refused(
      'too-soon',
      `Bookings through \`${channel}\` need at least ${minLeadMinutes} minutes' notice.`,
      {
        field: 'startsAt',
        channel,
        earliest: isoOf(earliestMs),
        expected: `${isoOf(earliestMs)} or later`,
      },
    );
  if (lastDate === undefined || date <= lastDate) return undefined;
  const possibleFrom = isoOf(
    businessDayOf(store, dateAfter(date, -(furthestDaysAhead + daysEarlier(vip, tier)))).fromMs,
  );
  const open = date <= dateAfter(todayOf(ask), furthestDaysAhead + mostDaysEarlier(vip));
  const detail = {
    field: 'startsAt',
    channel,
    latest: lastDate,
    possibleFrom,
    expected: `${lastDate} or earlier`,
  };
  return open
    ? refused('window-not-open', 'This date is currently open to higher tiers only.', detail)
    : refused(
        'too-far-ahead',
        `Bookings through \`${channel}\` are open until ${lastDate}.`,
        detail,
      );
}

/** Why a customer may not move or cancel an appointment by the channel. */
export function changeRefusal(
  ask: Admission,
  what: 'move' | 'cancel',
  startMs: number,
): Refusal | undefined {
  const { channel, nowMs } = ask;
  const { mayMove = true, mayCancel = true, changeUntilMinutes } = termsOf(ask);
  if (!(what === 'move' ? mayMove : mayCancel))
    return refused(
      'change-not-in-channel',
      `Appointments cannot be ${what === 'move' ? 'moved' : 'cancelled'} through \`${channel}\`.`,
      { field: 'channel', channel },
    );
  const untilMs =
    changeUntilMinutes === undefined ? Infinity : startMs - changeUntilMinutes * MINUTE_MS;
  return nowMs < untilMs
    ? undefined
    : refused(
        'change-too-late',
        `Changes through \`${channel}\` need at least ${changeUntilMinutes} minutes' notice.`,
        { field: 'channel', channel, until: isoOf(untilMs) },
      );
}

const todayOf = ({ store, nowMs }: Admission): string =>
  businessDateOf(store.zone, dayStartMinute(store), nowMs);
