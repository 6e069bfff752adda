import {
  AppointmentBooked,
  AppointmentCancelled,
  AppointmentMissed,
  AppointmentReinstated,
  publication,
  type VisitSettled,
  type VisitVoided,
} from '@chignon/contracts';
import type { Publication } from '@chignon/eventing';
import { portraitOf, storesOf } from './portrait.js';
import { profiles, type Profile } from './profile.view.js';
import { at, folded, settled, voided } from './visits-heard.testing.js';

const appointment = (appointmentId: string, startsAt: string): Publication =>
  publication(AppointmentBooked, 'c1', {
    appointmentId,
    storeId: 's2',
    customerId: 'c1',
    zone: 'Asia/Shanghai',
    businessDate: startsAt.slice(0, 10),
    startsAt,
    endsAt: startsAt,
    channel: 'app',
    lines: [
      {
        lineId: 'l',
        serviceId: 'cut',
        serviceGroup: 'cut',
        staffId: 'ann',
        startsAt,
        endsAt: startsAt,
        priceCents: 100,
      },
    ],
  });

describe('PR-03 the portrait moves with every event', () => {
  it('shows what is upcoming, and counts cancellations and no-shows', () => {
    const heard = [
      appointment('a1', '2026-03-05T02:00:00.000Z'),
      appointment('a2', '2026-03-04T02:00:00.000Z'),
      appointment('a3', '2026-03-06T02:00:00.000Z'),
      appointment('a4', '2026-02-28T02:00:00.000Z'),
    ];
    const cancelled = publication(AppointmentCancelled, 'c1', {
      appointmentId: 'a3',
      storeId: 's2',
      customerId: 'c1',
      startsAt: at,
      by: 'customer',
      reason: 'other',
      serviceGroups: ['cut'],
    });
    const missed = publication(AppointmentMissed, 'c1', {
      appointmentId: 'a4',
      storeId: 's2',
      customerId: 'c1',
      startsAt: at,
    });
    const profile = folded(profiles, [...heard, cancelled, missed])['c1']!;
    const portrait = portraitOf(profile, at);
    expect(portrait.upcoming.map((a) => a.appointmentId)).toEqual(['a2', 'a1']);
    expect(portrait).toMatchObject({ cancellations: 1, noShows: 1 });
    expect(storesOf('s1', profile)).toEqual(['s1', 's2']);
  });

  it('R-BK-35 a no-show that was none is none, and the appointment stands again; a fee is no visit and no spend', () => {
    const booked = appointment('a4', '2026-03-01T08:00:00.000Z');
    const fee = {
      kind: 'no-show' as const,
      cents: 100,
      currency: 'CNY',
      policyId: 'p',
      version: 1,
      basisCents: 100,
      percent: 100,
      chargeUntil: at,
    };
    const missed = publication(AppointmentMissed, 'c1', {
      appointmentId: 'a4',
      storeId: 's2',
      customerId: 'c1',
      startsAt: at,
      fee,
    });
    const back = publication(AppointmentReinstated, 'c1', {
      ...(booked.data as AppointmentBooked),
      droppedFeeCents: 100,
    });
    expect(portraitOf(folded(profiles, [booked, missed])['c1']!, at)).toMatchObject({
      visits: 0,
      spend: [],
      noShows: 1,
    });
    expect(folded(profiles, [booked, missed, back])).toEqual(folded(profiles, [booked]));
  });

  it('an appointment that a settled visit kept is not upcoming, whichever is heard first; voided, it is again', () => {
    const booked = appointment('a1', '2026-03-05T02:00:00.000Z');
    const visit = settled({ no: 1, net: 100, services: ['cut'], staff: 'ann', date: '2026-02-01' });
    const kept = { ...visit, data: { ...(visit.data as VisitSettled), appointmentId: 'a1' } };
    for (const heard of [
      [booked, kept],
      [kept, booked],
    ])
      expect(portraitOf(folded(profiles, heard)['c1']!, at).upcoming).toEqual([]);
    const gone = voided({ no: 1, net: 100, services: ['cut'], staff: 'ann', date: '2026-02-01' });
    const taken = { ...gone, data: { ...(gone.data as VisitVoided), appointmentId: 'a1' } };
    expect(portraitOf(folded(profiles, [booked, kept, taken])['c1']!, at).upcoming).toHaveLength(1);
  });

  it('import 6: appointments ahead all show, whenever the import says they became true', () => {
    const heard = [
      appointment('a1', '2026-03-05T02:00:00.000Z'),
      appointment('a2', '2026-06-09T02:00:00.000Z'),
      appointment('a3', '2026-03-08T02:00:00.000Z'),
    ];
    const profile = folded<Profile>(profiles, heard, {}, '2026-06-09T02:00:00.000Z')['c1']!;
    expect(portraitOf(profile, at).upcoming.map((a) => a.appointmentId)).toEqual([
      'a1',
      'a3',
      'a2',
    ]);
    // What is long past when it is written down is not kept.
    expect(
      folded<Profile>(profiles, [...heard, appointment('a4', '2026-02-01T02:00:00.000Z')])['c1']!
        .appointments,
    ).not.toHaveProperty('a4');
  });

  it('K4: ids may be called as the language calls things', () => {
    const names = ['constructor', 'toString', '__proto__', 'valueOf'];
    const heard = names.flatMap((name, no) => {
      const one = settled({
        no,
        net: 100,
        services: [name],
        staff: name,
        date: '2026-02-01',
        hour: 9,
        store: name,
      });
      return [
        appointment(name, `2026-03-0${no + 4}T02:00:00.000Z`),
        ...(no > 1
          ? []
          : [{ ...one, data: { ...(one.data as VisitSettled), appointmentId: names[no + 1]! } }]),
      ];
    });
    const profile = JSON.parse(JSON.stringify(folded(profiles, heard)['c1'])) as Profile;
    expect(portraitOf(profile, at)).toMatchObject({
      visits: 2,
      favouriteStaff: { id: 'constructor', count: 1 },
      favouriteService: { id: 'constructor', count: 1 },
      stores: ['constructor', 'toString'],
    });
    expect(portraitOf(profile, at).upcoming.map((a) => a.appointmentId)).toEqual([
      'constructor',
      'valueOf',
    ]);
  });

  it('F29: the favourite is who led, not who assisted', () => {
    const one = settled({ no: 1, net: 100, services: ['cut'], staff: 'zoe', date: '2026-02-01' });
    const [line] = (one.data as VisitSettled).lines;
    const shared = {
      ...one,
      data: {
        ...(one.data as VisitSettled),
        lines: [
          {
            ...line!,
            performers: [
              { staffId: 'ann', sharePercent: 33 },
              { staffId: 'zoe', sharePercent: 67 },
            ],
          },
        ],
      },
    };
    expect(portraitOf(folded(profiles, [shared])['c1']!, at).favouriteStaff).toEqual({
      id: 'zoe',
      count: 1,
    });
  });

  it('is the same whichever topic comes first', () => {
    const visit = settled({ no: 1, net: 100, services: ['cut'], staff: 'ann', date: '2026-02-01' });
    const booked = appointment('a1', '2026-03-05T02:00:00.000Z');
    expect(JSON.stringify(folded(profiles, [visit, booked]))).toBe(
      JSON.stringify(folded(profiles, [booked, visit])),
    );
  });
});
