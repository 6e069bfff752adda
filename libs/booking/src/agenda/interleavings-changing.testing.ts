import { optional } from '@chignon/eventing';
import { isoOf } from '@chignon/calendar';
import { plan } from '../testing.js';
import type { VisitOpening } from '../visits/visit.js';
import { linesOf, planned, type Turn } from './interleavings-turn.testing.js';
import { msAt, NAIVE, same, terms, zeroOf } from './interleavings-world.testing.js';

/** Steps that change what is there: a confirmation, an answer, a move, a cancellation, a no-show. */
export function change(turn: Turn): void {
  const { world, book, what, wish, n, flag, day, id, item, asked } = turn;
  if (!item) return;
  if (what === 'confirm') return void world.confirm(id!);
  const ended = item.status === 'held' && item.until! <= book.now;
  if (what === 'release') {
    const gone =
      item.status === 'released' ||
      (ended && world.states.get(item.day)!.entries.get(id!)!.status === 'expired');
    // The slot of an offer is given back by the waitlist alone, until the clock has ended it.
    const byWaitlist = item.opening !== undefined && flag;
    const may = item.opening === undefined || byWaitlist || item.until! <= book.now;
    const command = {
      type: 'ReleaseHold',
      holdId: id!,
      ...(byWaitlist ? { ofOffer: true as const } : {}),
    } as const;
    if (asked(command, item.status === 'held' && may, gone)) world.change(item, 'released');
    return;
  }
  if (
    what === 'approve' &&
    asked(
      { type: 'Approve', appointmentId: id! },
      item.status === 'pending' && item.lines[0]!.at >= book.now,
      item.status === 'booked',
    )
  )
    world.change(item, 'booked');
  if (
    what === 'decline' &&
    asked(
      { type: 'Decline', appointmentId: id!, reason: 'x' },
      item.status === 'pending',
      item.status === 'declined',
    )
  )
    world.change(item, 'declined');
  if (what === 'cancel') {
    const due = item.status === 'booked' && flag ? book.cancelFee(item) : 0;
    const events = asked(
      {
        type: 'CancelAppointment',
        appointmentId: id!,
        by: flag ? 'customer' : 'store',
        reason: 'x',
        terms,
      },
      item.status === 'booked' || item.status === 'pending',
      item.status === 'cancelled' || item.status === 'declined',
    );
    if (!events) return;
    same(['B7', (events.at(-1)!.data as { fee?: { cents: number } }).fee?.cents ?? 0], ['B7', due]);
    item.dueCents += due;
    return world.change(item, item.status === 'pending' ? 'declined' : 'cancelled');
  }
  if (what === 'change') {
    const entry = world.states.get(item.day)!.entries.get(id!);
    if (!entry || item.entering) return;
    // The same start, other services: the second of two may go, one more may come.
    const [first, second] = linesOf(wish, item.day);
    const at = item.lines[0]!.at;
    const to = [
      { ...first!, at },
      ...(second ? [{ ...second, at: at + first!.service.minutes }] : []),
    ];
    const dropped = item.lines.slice(to.length);
    const due = flag && dropped.length > 0 ? book.cancelFee(item, dropped) : 0;
    const command = {
      type: 'ChangeServices',
      appointmentId: id!,
      // Planned from what stands there, or from what stood there before.
      planned: entry.revision - (n === 0 ? 1 : 0),
      by: flag ? 'customer' : 'store',
      plan: plan(world.frame(item.day), ...planned(to)),
      terms,
    } as const;
    const may =
      item.status === 'booked' &&
      n > 0 &&
      book.inside(item.day, to) &&
      book.free(item.day, to, item.customer, id);
    const events = asked(command, may, false);
    if (!events) return;
    const { fee } = events.at(-1)!.data as { fee?: { cents: number } };
    same(['B7', fee?.cents ?? 0], ['B7', due]);
    item.dueCents += due;
    if (due > 0) item.goneCents = (item.goneCents ?? 0) + dropped[0]!.service.cents;
    Object.assign(item, { lines: to, over: false });
    return world.change(item, 'booked');
  }
  if (what === 'arrive') {
    const visit = { visitId: `v-${id!}` } as VisitOpening;
    if (
      asked(
        { type: 'CheckIn', appointmentId: id!, visit },
        item.status === 'booked',
        item.status === 'checked-in' && item.gone === undefined,
      )
    )
      world.change(item, 'checked-in');
    return;
  }
  if (what === 'leave') {
    // What is on its way elsewhere has nobody here who could leave.
    if (item.entering) return;
    const became = flag ? 'completed' : n > 1 ? 'abandoned' : 'voided';
    const here = item.status === 'checked-in' && item.gone === undefined;
    const corrected = item.gone !== undefined && became === 'voided' && item.voided !== true;
    const end = { became, atMs: msAt(book.now) } as const;
    const command = { type: 'EndVisit', appointmentId: id!, visitId: `v-${id!}`, end } as const;
    if (!asked(command, here || corrected, !here && !corrected)) return;
    // Of two ends the first gives the slot back; nothing follows a void.
    item.gone ??= book.now;
    item.voided = became === 'voided';
    item.touched++;
    return;
  }
  if (what === 'miss') {
    if (flag && item.status === 'booked' && n > 1)
      world.clock.set(isoOf(msAt((book.now = Math.max(book.now, item.lines[0]!.at + 15)))));
    const due = book.noShowFee(item);
    const events = asked(
      { type: 'MissAppointment', appointmentId: id!, terms },
      item.status === 'booked' && book.now >= item.lines[0]!.at + 15,
      item.status === 'missed',
    );
    if (!events) return;
    same(['B7', (events.at(-1)!.data as { fee?: { cents: number } }).fee?.cents ?? 0], ['B7', due]);
    item.dueCents += due;
    item.noShowCents += due;
    return world.change(item, 'missed');
  }
  if (what === 'reinstate') {
    const may =
      item.status === 'missed' &&
      book.now < zeroOf(item.day) + 1440 &&
      book.free(item.day, item.lines, item.customer, id);
    const events = asked(
      {
        type: 'ReinstateAppointment',
        appointmentId: id!,
        frame: world.frame(item.day),
        untilMs: msAt(zeroOf(item.day) + 1440),
      },
      may,
      item.status === 'booked' && item.reinstated === true,
    );
    if (!events) return;
    item.dueCents -= item.noShowCents;
    Object.assign(item, { noShowCents: 0, reinstated: true, over: false });
    return world.change(item, 'booked');
  }
  if (what === 'move') {
    const to = linesOf(
      { ...wish, service: NAIVE.indexOf(item.lines[0]!.service), second: item.lines.length > 1 },
      item.day,
    );
    const may =
      item.status === 'booked' &&
      book.inside(item.day, to) &&
      book.free(item.day, to, item.customer, id);
    if (
      !asked(
        {
          type: 'MoveAppointment',
          appointmentId: id!,
          planned: world.states.get(item.day)?.entries.get(id!)?.revision ?? 0,
          by: 'store',
          plan: plan(world.frame(item.day), ...planned(to)),
          terms,
        },
        may,
        false,
      )
    )
      return;
    Object.assign(item, { lines: to, over: false, reinstated: false });
    return world.change(item, 'booked');
  }
  if (what === 'across') {
    if (day === item.day || item.status !== 'booked' || item.entering) return;
    const to = linesOf(
      { ...wish, service: NAIVE.indexOf(item.lines[0]!.service), second: item.lines.length > 1 },
      day,
    );
    const entry = world.states.get(item.day)!.entries.get(id!)!;
    const expected = book.inside(day, to) && book.free(day, to, item.customer);
    const standing = {
      ...(entry.lateMoves ? { lateMoves: entry.lateMoves } : {}),
      ...optional({ standing: entry.fee }),
    };
    const events = world.ask(day, {
      type: 'ReserveForMove',
      plan: plan(world.frame(day), ...planned(to)),
      appointment: entry.appointment,
      from: item.day,
      fromRevision: entry.revision,
      moves: 1,
      by: 'store',
      terms,
      ...standing,
    });
    if (!events && expected && book.out(day)) return;
    same([what, events !== undefined], [what, expected]);
    if (!events) return;
    const { moveId } = events[0]!.data as { moveId: string };
    const from = item.day;
    book.kept.set(moveId, { of: id!, from, touched: item.touched, day, lines: to });
    // A stop after the first or the second step is finished by the reactions.
    if (
      n === 0 ||
      !world.follow(from, {
        type: 'MoveOut',
        appointmentId: id!,
        moveId,
        to: day,
        revision: entry.revision,
      }) ||
      n === 1
    )
      return;
    world.follow(day, { type: 'MoveIn', moveId });
  }
}
