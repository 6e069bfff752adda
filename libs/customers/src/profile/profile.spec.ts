import { publication, VisitCompleted, VisitSettled, VisitVoided } from '@chignon/contracts';
import fc from 'fast-check';
import { favourite, portraitOf } from './portrait.js';
import { blankProfile, profiles, type Profile } from './profile.view.js';
import { profileVisits, type ProfileVisit } from './visit-history.view.js';
import { at, folded, settled, voided, facts } from './visits-heard.testing.js';

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
