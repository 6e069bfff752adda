/*
 * A held slot: taken until it is confirmed, claimed, released or its time is over. A hold that has run out is free at once for whoever
 * decides next, and said in the log by the next decision.
 */
import { msOfIso } from '@chignon/calendar';
import {
  type Decide,
  type Evolve,
  type Facts,
  optional,
  type Refusal,
  refused,
} from '@chignon/eventing';
import { payableFrom } from '../salon/deposit-rules/deposit-rule.js';
import type { AgendaCommand, AgendaEvent } from './agenda-events.js';
import {
  type AgendaState,
  expiredHolds,
  heldForOpening,
  withEntry,
} from './appointment/appointment.js';
import { askDeposit } from './appointment/asked-deposit.js';
import { refuseBusyCustomer, requireEntry, requireHeld } from './appointment/found.js';
import { bookedEvents, placeLines } from './making.js';
import { bookedOrPending } from './decide/approval.js';

export const evolveHolds: Pick<
  Evolve<AgendaState, AgendaEvent>,
  'SlotHeld' | 'HoldReleased' | 'HoldExpired'
> = {
  SlotHeld: (state, { data: { appointment, expiresAtMs } }) =>
    withEntry(state, { appointment, status: 'held', expiresAtMs, moves: 0 }),
  HoldReleased: (state, { data }) =>
    withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'released' }),
  HoldExpired: (state, { data }) =>
    withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'expired' }),
};

export const decideHolds: Pick<
  Decide<AgendaState, AgendaCommand, AgendaEvent>,
  'HoldSlot' | 'ConfirmHold' | 'ReleaseHold' | 'ExpireHolds' | 'ClaimHold'
> = {
  HoldSlot: (state, command, facts) => {
    const { seriesId, waitlist } = command;
    if (waitlist && heldForOpening(state, waitlist.openingId, msOfIso(facts.now())))
      throw refused(
        'opening-offered',
        'This slot is being offered to a customer of the waitlist.',
        {
          field: 'openingId',
        },
      );
    const { appointment: slot, before } = placeLines(state, command, facts);
    const appointment = {
      ...slot,
      ...optional({ seriesId, waitlist }),
    };
    return [
      ...expireHolds(state, facts),
      ...before,
      {
        type: 'SlotHeld',
        data: { appointment, expiresAtMs: msOfIso(facts.now()) + command.ttlMs },
      },
    ];
  },
  ConfirmHold: (state, { holdId, customerId, deposit }, facts) => {
    const entry = requireEntry(state, holdId, 'hold-unknown');
    const { appointment, status } = entry;
    if (
      customerId !== undefined &&
      appointment.customerId !== undefined &&
      customerId !== appointment.customerId
    )
      throw refused('hold-of-another-customer', 'The hold belongs to another customer.', {
        field: 'customerId',
      });
    if (status === 'booked' || status === 'pending') return [];
    if (appointment.groupId !== undefined) throw ofGroup(appointment.groupId);
    requireHeld(entry, facts);
    // Of a broadcast: the slot is for those who were told, and the first of them to accept claims it.
    if (appointment.waitlist && appointment.waitlist.entryId === undefined) throw onOffer();
    const named = customerId === undefined ? appointment : { ...appointment, customerId };
    if (named.customerId !== appointment.customerId) refuseBusyCustomer(state, named);
    const nowMs = msOfIso(facts.now());
    return [
      bookedOrPending(
        named.customerId === appointment.customerId || !deposit
          ? payableFrom(named, nowMs)
          : askDeposit(named, deposit, nowMs),
        true,
      ),
    ];
  },
  ReleaseHold: (state, { holdId, ofOffer }, facts) => {
    const { appointment, status, expiresAtMs } = requireEntry(state, holdId, 'hold-unknown');
    if (status === 'released' || status === 'expired') return [];
    if (status !== 'held')
      throw refused('hold-confirmed', 'The hold is confirmed. Cancel the appointment.', {
        field: 'holdId',
      });
    if (appointment.groupId !== undefined) throw ofGroup(appointment.groupId);
    if (appointment.waitlist && !ofOffer && expiresAtMs! > msOfIso(facts.now())) throw onOffer();
    return [{ type: 'HoldReleased', data: { appointmentId: holdId } }];
  },
  ExpireHolds: (state, _, facts) => expireHolds(state, facts),
  // The first to claim it books in its place, all in one append; a later one finds no hold (B8).
  ClaimHold: (state, { holdId, waitlist, ...wanted }, facts) => {
    const entry = requireEntry(state, holdId, 'hold-unknown');
    requireHeld(entry, facts);
    const free = withEntry(state, { ...entry, status: 'released' });
    return [
      { type: 'HoldReleased', data: { appointmentId: holdId } },
      ...expireHolds(free, facts),
      ...bookedEvents(placeLines(free, wanted, facts), { waitlist }, true),
    ];
  },
};

/** The slot of an offer ends with the offer: then the next one is asked. */
const onOffer = (): Refusal =>
  refused(
    'hold-on-offer',
    'This slot is on offer to customers of the waitlist. Decline the offer, or withdraw the entry, in the waitlist.',
    { field: 'holdId' },
  );

/** What is held for several guests is booked for all of them, or given back for all. */
const ofGroup = (groupId: string): Refusal =>
  refused('hold-of-group', 'This slot is held for a group. Confirm or release the group.', {
    field: 'holdId',
    groupId,
  });

/** Holds that have run out, said in the log once each. */
export const expireHolds = (state: AgendaState, facts: Facts): AgendaEvent[] =>
  expiredHolds(state, msOfIso(facts.now())).map((entry) => ({
    type: 'HoldExpired',
    data: { appointmentId: entry.appointment.appointmentId },
  }));
