import { chairOf, type CareEntry, type ReadingFacts, type TestStanding } from './care.js';
import { preferencesOf } from './preferences.js';
import type { ProfileVisit } from '../profile/visit-history.view.js';

// R-CU-20, R-CU-21, R-CU-10, R-CU-11: what is in force is reckoned from entries that nobody changes.

const now = '2026-06-01T09:00:00.000Z';
const today = () => '2026-06-01';
let count = 0;
const written = (at: string) => ({
  id: `e${++count}`,
  customerId: 'c1',
  storeId: 's1',
  at,
  by: 'user:x',
  madeBy: { commandId: 'x', inputHash: '' },
});
const note = (facts: object, at = '2026-03-01T09:00:00.000Z') =>
  ({
    ...written(at),
    entry: 'note',
    facts: { kind: 'allergy', about: 'PPD', evidence: 'tested', ...facts },
  }) as Extract<CareEntry, { entry: 'note' }>;
const applied = (appliedAt = '2026-03-02T09:00:00.000Z'): CareEntry => ({
  ...written(appliedAt),
  entry: 'test',
  facts: { productFamily: 'permanent-colour', site: 'left ear', performerId: 'ann', appliedAt },
});
const reading = (test: CareEntry, result: ReadingFacts['result'], readAt: string): CareEntry => ({
  ...written(readAt),
  entry: 'reading',
  facts: { testId: test.id, result, performerId: 'ann', readAt },
});
const override = (test: CareEntry, at: string): CareEntry => ({
  ...written(at),
  entry: 'override',
  facts: { testId: test.id, reason: 'physician' },
});
const ended = ({ id }: CareEntry): CareEntry => ({
  ...written(now),
  entry: 'ending',
  facts: { endedId: id, reason: 'mistake' },
});
const standing = (entries: CareEntry[], at = now): TestStanding =>
  chairOf(entries, at, today).tests[0]!.standing;

describe('R-CU-20 a patch test permits', () => {
  const test = applied();
  const [early, late] = ['2026-03-04T08:59:00.000Z', '2026-03-04T09:00:00.000Z'];

  it('only when it was passed, and read 48 hours or more after it was applied', () => {
    expect(standing([test])).toBe('waiting');
    expect(standing([test, reading(test, 'pass', early)])).toBe('read-too-early');
    expect(standing([test, reading(test, 'pass', late)])).toBe('valid');
    expect(standing([test, reading(test, 'inconclusive', late)])).toBe('inconclusive');
    expect(
      standing([test, reading(test, 'inconclusive', early), reading(test, 'pass', late)]),
    ).toBe('valid');
  });

  it('for six months, and not when an allergy was found since', () => {
    const passed = [test, reading(test, 'pass', late)];
    expect(chairOf(passed, now, today).tests[0]).toMatchObject({
      validUntil: '2026-09-01T09:00:00.000Z',
    });
    expect(standing(passed, '2026-09-01T09:00:00.000Z')).toBe('valid');
    expect(standing(passed, '2026-09-01T09:00:00.001Z')).toBe('expired');
    expect(standing([note({}), ...passed])).toBe('valid');
    const since = note({}, '2026-04-01T09:00:00.000Z');
    expect(standing([...passed, since])).toBe('overtaken');
    expect(standing([...passed, since, ended(since)])).toBe('valid');
  });

  it('never after a failure, whatever is read later, until who may overrides it; a failure after that blocks again', () => {
    const failed = [test, reading(test, 'fail', early), reading(test, 'pass', late)];
    expect(standing(failed)).toBe('failed');
    expect(chairOf(failed, now, today).blocked).toEqual(['permanent-colour']);
    const overridden = [...failed, override(test, '2026-03-05T09:00:00.000Z')];
    expect(standing(overridden)).toBe('overridden');
    expect(chairOf(overridden, now, today).blocked).toEqual([]);
    expect(standing([...overridden, reading(test, 'fail', '2026-03-06T09:00:00.000Z')])).toBe(
      'failed',
    );
  });
  it('and a failure that was a mistake is ended, not rubbed out', () => {
    const mistake = reading(test, 'fail', early);
    expect(standing([test, mistake, reading(test, 'pass', late), ended(mistake)])).toBe('valid');
  });
});

describe('R-CU-21 warnings', () => {
  it('are there until their last day, or until they are ended; the gravest allergy first', () => {
    const mild = note({ severity: 'mild', about: 'latex' });
    const grave = note({ severity: 'severe' });
    const past = note({ kind: 'contraindication', about: 'pregnancy', until: '2026-05-31' });
    const lasting = note({ kind: 'contraindication', about: 'blood thinner', until: '2026-06-01' });
    const all = [grave, mild, past, lasting, note({ about: 'nickel' })];
    const abouts = (entries: CareEntry[]) =>
      chairOf(entries, now, today).notes.map(({ facts }) => facts.about);
    expect(abouts(all)).toEqual(['PPD', 'nickel', 'latex', 'blood thinner']);
    expect(abouts([...all, ended(grave)])).toEqual(['nickel', 'latex', 'blood thinner']);
  });
});

describe('R-CU-10 preferences', () => {
  const visit = (businessDate: string, serviceId: string, staffId = 'ann') =>
    ({
      businessDate,
      localHour: 10,
      services: [{ serviceId, performers: [{ staffId, sharePercent: 100 }] }],
      lines: [{ kind: 'product', itemId: 'oil', quantityMilli: 1000 }],
    }) as unknown as ProfileVisit;

  it('of visits weigh half after 180 days, and say on how many they rest', () => {
    const found = preferencesOf([], [visit('2026-06-01', 'cut'), visit('2025-12-03', 'cut')], now);
    expect(found.find(({ about }) => about === 'service')).toEqual({
      about: 'service',
      value: 'cut',
      source: 'inferred',
      weightPercent: 150,
      evidence: 2,
      lastSeen: '2026-06-01',
    });
    expect(found.map(({ about }) => about)).toEqual(['service', 'product', 'staff', 'time']);
  });

  it('that were said go before, and beat what visits seem to show of the same', () => {
    const said = note(
      { kind: 'preference', about: 'staff', value: 'ann', weight: -3 },
      '2026-06-01T09:00:00.000Z',
    );
    const found = preferencesOf([said], [visit('2026-06-01', 'cut')], now);
    expect(found[0]).toMatchObject({ value: 'ann', source: 'said', weightPercent: -300 });
    expect(found.filter(({ about }) => about === 'staff')).toHaveLength(1);
  });
});
