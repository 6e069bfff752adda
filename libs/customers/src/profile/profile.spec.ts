import {
  AppointmentBooked,
  AppointmentCancelled,
  AppointmentMissed,
  AppointmentReinstated,
  publication,
  VisitCompleted,
  VisitSettled,
  VisitVoided,
} from '@chignon/contracts';
import type { Publication, View } from '@chignon/eventing';
import fc from 'fast-check';
import { favourite, portraitOf, storesOf } from './portrait.js';
import { blankProfile, profiles, type Profile } from './profile.view.js';
import { profileVisits, type ProfileVisit } from './visit-history.view.js';

const at = '2026-03-01T09:00:00.000Z';
const folded = <D extends { id: string }>(
  view: View<D>,
  heard: readonly Publication[],
  start: Record<string, D> = {},
  effectiveAt = at,
): Record<string, D> => {
  const documents: Record<string, D> = { ...start };
  for (const { type, data } of heard) {
    const event = { type, data, version: 1, id: 'e', meta: { effectiveAt, recordedAt: at } };
    for (const id of view.on[type]?.ids(event) ?? []) {
      const after = view.on[type]!.fold(documents[id], event, id);
      if (after) documents[id] = after;
    }
  }
  return documents;
};

interface Facts {
  no: number;
  net: number;
  services: string[];
  staff: string;
  date: string;
  hour?: number;
  store?: string;
  customerId?: string;
}
const visitOf = ({
  no,
  services,
  staff,
  date,
  hour,
  net,
  store = 's1',
  customerId = 'c1',
}: Facts) => ({
  visitId: `v${no}`,
  storeId: store,
  customerId,
  zone: 'Asia/Shanghai',
  businessDate: date,
  localHour: hour,
  lines: services.map((itemId, i) => ({
    lineId: `l${i}`,
    kind: 'service' as const,
    itemId,
    serviceGroup: itemId,
    quantityMilli: 1000,
    netCents: i === 0 ? net : 0,
    taxCents: 0,
    performers: [{ staffId: staff, sharePercent: 100 }],
    earning: true,
  })),
  taxes: [],
  netCents: net,
  taxCents: 0,
  currency: 'CNY',
  settlementNo: 1,
});
const settled = (facts: Facts): Publication =>
  publication(VisitSettled, 'c1', {
    ...visitOf(facts),
    billId: 'b',
    settledAt: at,
    tenders: [],
    imported: false,
  });
const voided = (facts: Facts): Publication =>
  publication(VisitVoided, 'c1', {
    ...visitOf(facts),
    voidedAt: at,
    reason: 'mistake',
    services: [],
  });
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

const facts = fc.record({
  net: fc.integer({ min: -100_000, max: 100_000 }),
  services: fc.array(fc.constantFrom('cut', 'colour', 'perm'), { maxLength: 3 }),
  staff: fc.constantFrom('ann', 'bo'),
  date: fc.constantFrom('2026-02-27', '2026-02-28', '2026-03-01'),
  hour: fc.constantFrom(undefined, 9, 10, 17),
});

describe('PR-02 the profile is a projection of visits', () => {
  it('knows visits, spend, first and last visit, and the favourites', () => {
    const one = { no: 1, net: 8200, services: ['cut'], staff: 'ann', date: '2026-01-05', hour: 10 };
    const profile = folded(profiles, [
      settled(one),
      settled({
        ...one,
        no: 2,
        net: 30000,
        services: ['colour', 'cut'],
        date: '2026-02-05',
        hour: 17,
      }),
      settled({ ...one, no: 3, net: -500, services: [], staff: 'bo', date: '2026-02-09' }),
    ])['c1']!;
    expect(portraitOf(profile, at)).toMatchObject({
      visits: 3,
      spend: [{ currency: 'CNY', netCents: 37700 }],
      firstVisitOn: '2026-01-05',
      lastVisitOn: '2026-02-09',
      favouriteService: { id: 'cut', count: 2 },
      favouriteStaff: { id: 'ann', count: 3 },
      favouriteHour: { id: '10', count: 2 },
      stores: ['s1'],
    });
  });

  it('breaks ties always the same way, hours as numbers', () => {
    expect(favourite({ perm: 2, cut: 2 })).toEqual({ id: 'cut', count: 2 });
    expect(favourite({ '17': 1, '9': 1 })).toEqual({ id: '9', count: 1 });
    expect(favourite({})).toBeUndefined();
  });

  it('leaves anonymous visits alone', () => {
    const { customerId: _none, ...nobody } = settled({
      no: 1,
      net: 1,
      services: [],
      staff: 'a',
      date: '2026-01-05',
    }).data as VisitSettled;
    expect(folded(profiles, [publication(VisitSettled, 'v1', nobody)])).toEqual({});
  });

  it('takes a voided visit out exactly, whatever came between', () => {
    fc.assert(
      fc.property(
        fc.array(facts, { maxLength: 8 }),
        fc.integer({ min: 0, max: 7 }),
        (others, at) => {
          const visits = others.map((other, i) => settled({ ...other, no: i }));
          const wrong = {
            no: 99,
            net: 1234,
            services: ['cut', 'perm'],
            staff: 'cy',
            date: '2025-01-01',
            hour: 3,
          };
          const with_ = [...visits];
          with_.splice(at, 0, settled(wrong));
          expect(
            folded<Profile>(profiles, [...with_, voided(wrong)])['c1'] ?? blankProfile('c1'),
          ).toEqual(folded<Profile>(profiles, visits)['c1'] ?? blankProfile('c1'));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('a void of what was never settled changes nothing', () => {
    const never = publication(VisitVoided, 'c1', {
      ...(voided({ no: 1, net: 0, services: [], staff: 'a', date: '2026-01-01' })
        .data as VisitVoided),
      settlementNo: 0,
    });
    expect(folded(profiles, [never])).toEqual({});
  });
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

describe('PR-02 the history of visits', () => {
  const one = {
    no: 1,
    net: 8200,
    services: ['colour'],
    staff: 'ann',
    date: '2026-01-05',
    hour: 10,
  };
  const completed = publication(VisitCompleted, 'c1', {
    visitId: 'v1',
    storeId: 's1',
    customerId: 'c1',
    zone: 'Asia/Shanghai',
    businessDate: '2026-01-05',
    completedAt: at,
    services: [
      {
        lineId: 'l0',
        serviceId: 'colour',
        serviceGroup: 'colour',
        catalogueVersion: 1,
        performers: [{ staffId: 'ann', sharePercent: 100 }],
        requested: true,
        plannedMinutes: 90,
        plannedUse: [{ sku: 'tube', quantityMilli: 40000, unit: 'g' }],
        actualUse: [{ sku: 'tube', quantityMilli: 37500, unit: 'g' }],
      },
    ],
  });
  const id = 'c1~2026-01-05~v1';

  it('keeps one document a visit with performers, formula and bill, in either order', () => {
    const visit = folded<ProfileVisit>(profileVisits, [completed, settled(one)])[id]!;
    expect(visit).toMatchObject({
      standing: 'counted',
      netCents: 8200,
      settledAt: at,
      completedAt: at,
      services: [{ materials: [{ sku: 'tube', quantityMilli: 37500, unit: 'g' }] }],
    });
    expect(folded<ProfileVisit>(profileVisits, [settled(one), completed])[id]).toEqual({
      ...visit,
      localHour: 10,
    });
  });

  it('a voided visit stays and says so', () => {
    expect(
      folded<ProfileVisit>(profileVisits, [completed, settled(one), voided(one)])[id]!.standing,
    ).toBe('voided');
  });
});
