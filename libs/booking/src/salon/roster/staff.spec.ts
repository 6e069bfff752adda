import { hasSkill, mayPerform, placesOf, type Skill, type StaffMember, worksAt } from './staff.js';

const anna = (more: Partial<StaffMember> = {}): StaffMember => ({
  id: 'anna',
  displayName: 'Anna',
  storeIds: ['s1'],
  skills: [{ skill: 'peel', level: 2 }],
  active: true,
  ...more,
});
const peel = (level = 2) => ({ skill: { skill: 'peel', level } });
const on = (skill: Partial<Skill>, date: string): boolean =>
  mayPerform(anna({ skills: [{ skill: 'peel', level: 2, ...skill }] }), peel(), 's1', date);

describe('R-BK-40 may perform: skill at the level, valid on the date, certificate not expired, at that store', () => {
  it('needs the skill at the level or above', () => {
    expect(
      [0, 1, 2, 3].map((level) => mayPerform(anna(), peel(level), 's1', '2026-03-02')),
    ).toEqual([true, true, true, false]);
    expect(mayPerform(anna(), { skill: { skill: 'cut', level: 1 } }, 's1', '2026-03-02')).toBe(
      false,
    );
    expect(mayPerform(anna({ skills: [] }), {}, 's1', '2026-03-02')).toBe(true);
  });
  it('counts from its first to its last date, both included, and never beyond the certificate', () => {
    const term = { validFrom: '2026-03-02', validUntil: '2026-03-31' };
    expect(
      ['2026-03-01', '2026-03-02', '2026-03-31', '2026-04-01'].map((d) => on(term, d)),
    ).toEqual([false, true, true, false]);
    expect(
      ['2026-03-15', '2026-03-16'].map((d) => on({ ...term, certificateUntil: '2026-03-15' }, d)),
    ).toEqual([true, false]);
    expect(
      hasSkill(
        [
          { skill: 'peel', level: 2, certificateUntil: '2026-03-01' },
          { skill: 'peel', level: 2, validFrom: '2026-03-02' },
        ],
        peel().skill,
        '2026-03-02',
      ),
    ).toBe(true);
  });
  it('is at that store and active', () => {
    expect([
      mayPerform(anna(), {}, 's2', '2026-03-02'),
      mayPerform(anna({ active: false }), {}, 's1', '2026-03-02'),
    ]).toEqual([false, false]);
  });
});

describe('BK-31 R-BK-43 deputation', () => {
  const lent = anna({
    deputations: [
      { toStoreId: 's2', fromDate: '2026-03-02', toDate: '2026-03-06' },
      { toStoreId: 's2', fromDate: '2026-04-01', toDate: '2026-04-01' },
    ],
  });
  it('lets a person work at the other store on its dates only, and at their own as ever', () => {
    expect(
      ['2026-03-01', '2026-03-02', '2026-03-06', '2026-03-07', '2026-04-01'].map((d) =>
        worksAt(lent, 's2', d),
      ),
    ).toEqual([false, true, true, false, true]);
    expect([
      worksAt(lent, 's1', '2026-03-03'),
      mayPerform(lent, peel(), 's2', '2026-03-03'),
      mayPerform(lent, peel(), 's2', '2026-03-09'),
    ]).toEqual([true, true, false]);
    expect(placesOf(lent)).toEqual(['s1', 's2']);
  });
});
