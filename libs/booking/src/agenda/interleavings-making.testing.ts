import { plan } from '../testing.js';
import { linesOf, planned, type Turn } from './interleavings-turn.testing.js';
import { agreedOn } from './interleavings-world.testing.js';

/** Steps that make appointments and holds. */
export function make(turn: Turn): void {
  const { world, book, what, wish, n, flag, day, lines, customer, wished, room, hold } = turn;
  if (what === 'book') {
    const expected = room();
    return void world.made(
      what,
      day,
      world.ask(day, { type: 'BookAppointment', ...wished() }),
      expected,
      [{ lines, customer, status: agreedOn(lines) }],
    );
  }
  if (what === 'overbook') {
    const [expected, free] = [book.inside(day, lines), room()];
    const events = world.ask(day, {
      type: 'BookAppointment',
      ...wished(),
      overbook: { reason: 'regular' },
    });
    const over = events?.some(({ type }) => type === 'OverbookAuthorised') ?? false;
    if (expected && !book.out(day)) expect(over).toBe(!free);
    return void world.made(what, day, events, expected, [
      { lines, customer, status: over ? 'booked' : agreedOn(lines), over },
    ]);
  }
  if (what === 'group') {
    const guests = [
      lines,
      linesOf({ ...wish, who: 1 - wish.who, service: n % 3, second: false }, day),
    ];
    const expected =
      room() &&
      (() => {
        book.items.set('first', {
          day,
          lines,
          customer,
          status: 'booked',
          touched: 0,
          dueCents: 0,
          noShowCents: 0,
        });
        const also = book.inside(day, guests[1]!) && book.free(day, guests[1]!, undefined);
        book.items.delete('first');
        return also;
      })();
    const {
      plan: _,
      customerId,
      ...wishes
    } = wished() as ReturnType<typeof wished> & { customerId?: string };
    const events = world.ask(day, {
      type: 'BookGroup',
      ...wishes,
      guests: guests.map((at, i) => ({
        plan: plan(world.frame(day), ...planned(at)),
        ...(i === 0 && customerId !== undefined ? { customerId } : {}),
      })),
    });
    return void world.made(
      what,
      day,
      events,
      expected,
      guests.map((at, i) => ({
        lines: at,
        customer: i === 0 ? customer : undefined,
        status: agreedOn(at),
      })),
    );
  }
  if (what === 'hold') return void hold(day, lines);
  if (what === 'offer') {
    const opening = `o${n}`;
    const open = ![...book.items.values()].some(
      (i) => i.day === day && i.opening === opening && i.status === 'held' && i.until! > book.now,
    );
    return void hold(day, lines, { waitlist: { openingId: opening } }, { opening }, open);
  }
  if (what === 'series') {
    // B6: every date is held by itself, and all are confirmed or none.
    const dates = [day.slice(0, 3) + '2026-03-02', day.slice(0, 3) + '2026-03-03'];
    const held = dates.map(
      (date) => [date, hold(date, linesOf(wish, date), { seriesId: 'sr' })] as const,
    );
    const slots = held.flatMap(([key, appointmentId]) =>
      appointmentId === undefined ? [] : [{ agenda: key, appointmentId }],
    );
    if (slots.length === 2)
      return flag
        ? void world.heard.push({ day, event: { type: 'SeriesBooked', data: { slots } } })
        : slots.forEach((s) => expect(world.confirm(s.appointmentId)).toBe(true));
    for (const { agenda: on, appointmentId } of slots) {
      world.ask(on, { type: 'ReleaseHold', holdId: appointmentId });
      world.change(book.items.get(appointmentId)!, 'released');
    }
    return;
  }
}

/** B8: however many claim a hold, the first that fits wins. */
export function claim({ world, book, what, n, customer, wished, id, item }: Turn): void {
  if (!item) return;
  for (let i = 0; i <= n; i++) {
    const expected =
      item.status === 'held' &&
      item.until! > book.now &&
      !item.entering &&
      book.inside(item.day, item.lines) &&
      book.free(item.day, item.lines, customer, id);
    const events = world.ask(item.day, {
      type: 'ClaimHold',
      holdId: id!,
      waitlist: { openingId: 'o', entryId: `e${i}` },
      ...wished(item.day, [...item.lines]),
    });
    const won = world.made(what, item.day, events, expected, [
      { lines: item.lines, customer, status: agreedOn(item.lines) },
    ]);
    if (won.length > 0) world.change(item, 'released');
  }
}
