import fc from 'fast-check';
import { isoOf, MINUTE_MS } from '@chignon/calendar';
import { refused } from '@chignon/eventing';
import { fixedFacts, given, stateAfter } from '@chignon/eventing/testing';
import { at, DATE } from '../../testing.js';
import type { Offer, WaitlistEntry } from './entry.js';
import {
  openOffer,
  statusAt,
  turnedDown,
  waitlist,
  type WaitlistCommand,
  type WaitlistEvent,
  type WaitlistState,
  wasAsked,
} from './waitlist-ledger.js';
import { waitlistAnnouncements } from './waitlist.announcements.js';

const who = { entryId: 'e1', customerId: 'c1', storeIds: ['s1'] };
const entry: WaitlistEntry = {
  ...who,
  services: [{ serviceId: 'cut' }],
  windows: [{ from: DATE, to: DATE }],
  noticeMinutes: 60,
  tierRank: 0,
  valueCents: 5000,
  channel: 'app',
  untilMs: at('23:00'),
  joinedAtMs: at('08:00'),
};
const offer = (offerId: string, madeMs = at('09:00'), startMs = at('14:00')): Offer => ({
  offerId,
  storeId: 's1',
  date: DATE,
  startMs,
  endMs: startMs + 30 * MINUTE_MS,
  parts: [{ serviceId: 'cut', staffId: 'anna' }],
  priceCents: 5000,
  replyByMs: madeMs + 30 * MINUTE_MS,
  holdId: `h-${offerId}`,
  opening: {
    openingId: `of-${offerId}`,
    storeId: 's1',
    date: DATE,
    fromMs: startMs,
    toMs: startMs + 30 * MINUTE_MS,
  },
});
const facts = (time: string) => fixedFacts(isoOf(at(time)));
const joined: WaitlistEvent = { type: 'EntryJoined', data: entry };
const made: WaitlistEvent = { type: 'OfferMade', data: { ...who, offer: offer('o1') } };
const about = <T extends string>(type: T) => ({ type, data: { ...who, offerId: 'o1' } });
const [accepted, declined, lapsed] = [
  about('OfferAccepted'),
  about('OfferDeclined'),
  about('OfferLapsed'),
] as const;
const lost: WaitlistEvent = {
  type: 'OfferLost',
  data: { ...who, offerId: 'o1', code: 'hold-over' },
};
const fulfilled: WaitlistEvent = {
  type: 'EntryFulfilled',
  data: { ...who, offerId: 'o1', appointmentId: 'a1' },
};
const withdrawn: WaitlistEvent = { type: 'EntryWithdrawn', data: who };
const expired: WaitlistEvent = { type: 'EntryExpired', data: who };
const when = (events: readonly WaitlistEvent[], command: WaitlistCommand, time = '09:10') =>
  given(waitlist, 'e1', events).when(command, facts(time));
const [accept, decline, lapse] = (['AcceptOffer', 'DeclineOffer', 'LapseOffer'] as const).map(
  (type): WaitlistCommand => ({ type, offerId: 'o1' }),
) as [WaitlistCommand, WaitlistCommand, WaitlistCommand];
const lose: WaitlistCommand = { type: 'LoseOffer', offerId: 'o1', code: 'slot-taken' };
const fulfil: WaitlistCommand = { type: 'FulfilEntry', appointmentId: 'a1' };
const { joinedAtMs: _, ...wish } = entry;

describe('BK-20 an entry of the waitlist', () => {
  it('begins once; what was wrong with the wish is no matter to a repeat', () => {
    when([], { type: 'JoinWaitlist', entry: wish }, '08:00').then([joined]);
    when([], { type: 'JoinWaitlist', entry: refused('x', 'x') }).thenRefused('x');
    when([joined], { type: 'JoinWaitlist', entry: refused('x', 'x') }).then([]);
  });
  it('has one open offer, made once, with its notice', () => {
    when([joined], { type: 'MakeOffer', offer: offer('o1') }).then([made]);
    when([joined, made], { type: 'MakeOffer', offer: offer('o1') }).then([]);
    when([joined, made], { type: 'MakeOffer', offer: offer('o2') }).thenRefused('offer-open');
    when([joined, made, accepted], { type: 'MakeOffer', offer: offer('o2') }, '10:00').thenRefused(
      'offer-open',
    );
    when([joined], { type: 'MakeOffer', offer: offer('o1', at('09:10'), at('10:09')) }).thenRefused(
      'notice-too-short',
    );
    when([joined], { type: 'MakeOffer', offer: offer('o1', at('09:10'), at('10:10')) }).thenTypes(
      'OfferMade',
    );
    when([joined], { type: 'MakeOffer', offer: offer('o1', at('08:40')) }).thenRefused(
      'offer-lapsed',
    );
    when([], { type: 'MakeOffer', offer: offer('o1') }).thenRefused('entry-not-found');
  });
  it('is free for the next offer by the clock, and then says that the last one has lapsed', () => {
    when(
      [joined, made],
      { type: 'MakeOffer', offer: offer('o2', at('09:30')) },
      '09:29',
    ).thenRefused('offer-open');
    when([joined, made], { type: 'MakeOffer', offer: offer('o2', at('09:30')) }, '09:30').thenTypes(
      'OfferLapsed',
      'OfferMade',
    );
    const state = stateAfter(waitlist, 'e1', [joined, made]);
    expect([
      statusAt(state, at('09:29')),
      statusAt(state, at('09:30')),
      openOffer(state, at('09:30')),
    ]).toEqual(['offered', 'waiting', undefined]);
  });
  it('is over when its date has passed, and not before; a lapsed offer first', () => {
    when([joined], { type: 'ExpireEntry' }, '22:59').thenRefused('entry-not-over');
    when([joined], { type: 'ExpireEntry' }, '23:00').then([expired]);
    when([joined, made], { type: 'ExpireEntry' }, '23:00').thenTypes('OfferLapsed', 'EntryExpired');
    when([joined, made, accepted], { type: 'ExpireEntry' }, '23:00').thenRefused('offer-open');
  });
  it('remembers what was turned down, not what somebody else took', () => {
    const after = (...events: WaitlistEvent[]) =>
      stateAfter(waitlist, 'e1', [joined, made, ...events]);
    for (const no of [declined, lapsed])
      expect([
        wasAsked(after(no), 'of-o1'),
        turnedDown(after(no), 's1', at('14:15'), at('15:00')),
        turnedDown(after(no), 's2', at('14:15'), at('15:00')),
        turnedDown(after(no), 's1', at('14:30'), at('15:00')),
      ]).toEqual([true, true, false, false]);
    expect([
      wasAsked(after(lost), 'of-o1'),
      turnedDown(after(lost), 's1', at('14:00'), at('14:30')),
    ]).toEqual([false, false]);
  });
});

describe('B2 only legal moves of an offer', () => {
  it('accept, decline and lapse are terminal, each at its time', () => {
    when([joined, made], accept, '09:29').then([accepted]);
    when([joined, made], accept, '09:30').thenRefused('offer-lapsed');
    when([joined, made], decline).then([declined]);
    when([joined, made], decline, '09:30').thenRefused('offer-lapsed');
    when([joined, made], lapse, '09:29').thenRefused('offer-open');
    when([joined, made], lapse, '09:30').then([lapsed]);
    when([joined, made, declined], accept).thenRefused('offer-declined');
    when([joined, made, lapsed], accept).thenRefused('offer-lapsed');
    when([joined, made, accepted, lost], accept).thenRefused('offer-taken');
    when([joined, made, accepted], decline).thenRefused('offer-accepted');
    when([joined, made, accepted], lapse, '10:00').then([]);
    when([joined], accept).thenRefused('offer-not-found');
    for (const [events, again] of [
      [accepted, accept],
      [declined, decline],
      [lapsed, lapse],
    ] as const)
      when([joined, made, events], again, '09:40').then([]);
  });
  it('what the agenda booked is the end; what it refused lets the customer wait on', () => {
    when([joined, made, accepted], fulfil).then([fulfilled]);
    when([joined, made, accepted, fulfilled], fulfil).then([]);
    when([joined, made], fulfil).then([fulfilled]);
    when([joined, made, accepted], lose).thenTypes('OfferLost');
    when([joined, made, accepted, lost], lose).then([]);
    when([joined, made, accepted, fulfilled], lose).then([]);
    when([joined, made, accepted, fulfilled], accept, '11:00').then([]);
    when([], fulfil).then([]);
    when([joined, withdrawn], fulfil).then([]);
  });
  it('withdraws an open offer with the entry, but not an accepted one', () => {
    when([joined], { type: 'WithdrawEntry' }).then([withdrawn]);
    when([joined, made], { type: 'WithdrawEntry' }).then([
      { type: 'EntryWithdrawn', data: { ...who, offerId: 'o1' } },
    ]);
    when([joined, made, accepted], { type: 'WithdrawEntry' }).thenRefused('offer-accepted');
    when([joined, made, accepted, fulfilled], { type: 'WithdrawEntry' }).thenRefused(
      'entry-fulfilled',
    );
    when([joined, withdrawn], { type: 'WithdrawEntry' }).then([]);
    when([joined, expired], { type: 'WithdrawEntry' }).thenRefused('entry-expired');
    when([joined, withdrawn], { type: 'MakeOffer', offer: offer('o1') }).thenRefused(
      'entry-withdrawn',
    );
  });
});

describe('BK-20 what others hear', () => {
  const heard = (event: WaitlistEvent): any =>
    waitlistAnnouncements[event.type]?.({ stream: 'waitlist-w1', ...event } as never);
  it('is who waits, what is offered and until when, and how it ended: ids and facts, keyed by the customer', () => {
    expect(heard(joined)).toMatchObject({
      topic: 'chignon.booking.waitlist',
      type: 'WaitlistJoined',
      key: 'c1',
      data: {
        entryId: 'e1',
        storeIds: ['s1'],
        serviceIds: ['cut'],
        until: `${DATE}T23:00:00.000Z`,
      },
    });
    expect(heard(made)).toEqual({
      topic: 'chignon.booking.waitlist',
      type: 'WaitlistOffered',
      version: 1,
      key: 'c1',
      data: {
        entryId: 'e1',
        offerId: 'o1',
        customerId: 'c1',
        storeId: 's1',
        startsAt: `${DATE}T14:00:00.000Z`,
        endsAt: `${DATE}T14:30:00.000Z`,
        serviceIds: ['cut'],
        staffIds: ['anna'],
        priceCents: 5000,
        replyBy: `${DATE}T09:30:00.000Z`,
        firstToAccept: false,
      },
    });
    expect([fulfilled, withdrawn, expired].map((e) => heard(e).data.how)).toEqual([
      'fulfilled',
      'withdrawn',
      'expired',
    ]);
    expect([accepted, declined, lapsed, lost].map((e) => heard(e as WaitlistEvent))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('B2 B8 whatever is asked of an entry, in whatever order', () => {
  const id = fc.constantFrom('o1', 'o2', 'o3');
  const command = fc.oneof<fc.Arbitrary<WaitlistCommand | { wait: number }>[]>(
    fc.record({
      type: fc.constant('MakeOffer' as const),
      offer: fc
        .tuple(id, fc.nat(600))
        .map(([offerId, minute]) => offer(offerId, at('08:00') + minute * MINUTE_MS)),
    }),
    fc.record({
      type: fc.constantFrom('AcceptOffer' as const, 'DeclineOffer' as const, 'LapseOffer' as const),
      offerId: id,
    }),
    fc.record({ type: fc.constant('LoseOffer' as const), offerId: id, code: fc.constant('x') }),
    fc.constantFrom(fulfil, { type: 'WithdrawEntry' as const }, { type: 'ExpireEntry' as const }),
    fc.record({ wait: fc.nat(60) }),
  );
  const ENDED = new Set(['fulfilled', 'withdrawn', 'expired']);
  it('it has at most one open offer, an offer ends once, and what has ended stays', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const clock = facts('08:00');
        let nowMs = at('08:00');
        let state: WaitlistState = stateAfter(waitlist, 'e1', [joined]);
        const events: WaitlistEvent[] = [joined];
        for (const one of commands) {
          if ('wait' in one) {
            clock.set(isoOf((nowMs += one.wait * MINUTE_MS)));
            continue;
          }
          const before = state;
          try {
            const decided = (waitlist.decide as any)[one.type](
              state,
              one,
              clock,
            ) as WaitlistEvent[];
            events.push(...decided);
            state = decided.reduce((now, e) => (waitlist.evolve as any)[e.type](now, e), state);
          } catch (error) {
            if ((error as Error).name !== 'Refusal') throw error;
          }
          const open = [...state.offers.values()].filter((o) => o.status === 'open');
          expect(open.length).toBe(state.status === 'offered' ? 1 : 0);
          for (const {
            offer: { offerId },
            status,
          } of before.offers.values())
            if (['declined', 'lapsed', 'taken'].includes(status))
              expect(state.offers.get(offerId)!.status).toBe(status);
          if (ENDED.has(before.status)) expect(state).toBe(before);
        }
        expect(stateAfter(waitlist, 'e1', events)).toEqual(state);
      }),
      { numRuns: 400 },
    );
  });
});
