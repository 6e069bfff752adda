import fc from 'fast-check';
import { dateAfter, DAY_MS, dayNumber, HOUR_MS, isoOf, msOfIso } from '@chignon/calendar';
import {
  allowanceOn,
  checkPrerequisite,
  type KnownService,
  type Prerequisite,
  prerequisiteRefusal,
  quotaRefusal,
} from './prerequisites.js';

const START = msOfIso('2026-09-01T10:00:00.000Z');
const rule: Prerequisite = {
  prerequisiteServiceId: 'patch-test',
  validForDays: 180,
  minHoursBefore: 48,
};
const colour = {
  serviceId: 'colour',
  serviceGroup: 'colour',
  startMs: START,
  endMs: START + HOUR_MS,
};
const test = (endMs: number, done = true, more: Partial<KnownService> = {}): KnownService => ({
  serviceId: 'patch-test',
  serviceGroup: 'test',
  endMs,
  done,
  ...more,
});
const judge = (known: readonly KnownService[] | undefined, of: Prerequisite = rule) => {
  const refusal = prerequisiteRefusal([of], [colour], known);
  return refusal && { code: refusal.code, ...refusal.detail };
};

describe('R-BK-47 BK-23 a completed prerequisite, measured to the start of the service', () => {
  it('holds from its least to its greatest age, both included', () => {
    for (const endMs of [START - 48 * HOUR_MS, START - 180 * DAY_MS, START - 90 * DAY_MS])
      expect(judge([test(endMs)])).toBeUndefined();
    expect(judge([test(START - 48 * HOUR_MS + 1)])).toMatchObject({
      code: 'prerequisite-too-recent',
      field: 'services.0.serviceId',
      serviceId: 'colour',
      requires: 'patch-test',
      completedAt: isoOf(START - 48 * HOUR_MS + 1),
      earliest: isoOf(START + 1),
    });
    expect(judge([test(START - 180 * DAY_MS - 1)])).toMatchObject({
      code: 'prerequisite-expired',
      completedAt: isoOf(START - 180 * DAY_MS - 1),
      expiredAt: isoOf(START - 1),
    });
    expect(judge([])).toMatchObject({ code: 'prerequisite-missing', requires: 'patch-test' });
  });
  it('any one that holds is enough; else the latest says why not', () => {
    expect(judge([test(START - HOUR_MS), test(START - 100 * DAY_MS)])).toBeUndefined();
    expect(judge([test(START - HOUR_MS), test(START - 300 * DAY_MS)])?.code).toBe(
      'prerequisite-too-recent',
    );
    expect(judge([test(START - 400 * DAY_MS), test(START - 300 * DAY_MS)])).toMatchObject({
      code: 'prerequisite-expired',
      completedAt: isoOf(START - 300 * DAY_MS),
    });
    expect(judge([test(START + 1)])?.code).toBe('prerequisite-missing');
    expect(judge([test(START - 50 * HOUR_MS, true, { serviceId: 'scalp-test' })])?.code).toBe(
      'prerequisite-missing',
    );
  });
  it('may be any service of a group', () => {
    expect(
      judge([test(START - 50 * HOUR_MS, true, { serviceId: 'scalp-test' })], {
        serviceGroup: 'test',
        validForDays: 30,
      }),
    ).toBeUndefined();
    expect(
      judge([test(START - 50 * HOUR_MS)], { serviceGroup: 'other', validForDays: 30 })?.code,
    ).toBe('prerequisite-missing');
  });
  it('one that is only booked counts only where the service says so', () => {
    expect(judge([test(START - 50 * HOUR_MS, false)])).toMatchObject({
      code: 'prerequisite-missing',
      bookedFor: isoOf(START - 50 * HOUR_MS),
    });
    expect(
      judge([test(START - 50 * HOUR_MS, false)], { ...rule, acceptBooked: true }),
    ).toBeUndefined();
    expect(judge([test(START - 47 * HOUR_MS, false)], { ...rule, acceptBooked: true })?.code).toBe(
      'prerequisite-too-recent',
    );
  });
  it('in one appointment it is measured to the service, not to the appointment', () => {
    const booked: Prerequisite = { ...rule, minHoursBefore: 1, acceptBooked: true };
    const first = {
      serviceId: 'patch-test',
      serviceGroup: 'test',
      startMs: START - 2 * HOUR_MS,
      endMs: START - HOUR_MS,
    };
    const late = { ...first, startMs: START - HOUR_MS, endMs: START - HOUR_MS / 2 };
    expect(prerequisiteRefusal([undefined, booked], [first, colour], [])).toBeUndefined();
    expect(prerequisiteRefusal([undefined, booked], [late, colour], [])).toMatchObject({
      code: 'prerequisite-too-recent',
      detail: { field: 'services.1.serviceId' },
    });
    expect(
      prerequisiteRefusal(
        [booked, undefined],
        [{ ...colour, startMs: START - 3 * HOUR_MS, endMs: START - 2 * HOUR_MS }, first],
        [],
      )?.code,
    ).toBe('prerequisite-missing');
    expect(prerequisiteRefusal([undefined, rule], [first, colour], [])?.code).toBe(
      'prerequisite-missing',
    );
  });
  it('where nobody is named only the distance of its own lines is judged', () => {
    const first = {
      serviceId: 'patch-test',
      serviceGroup: 'test',
      startMs: START - HOUR_MS,
      endMs: START,
    };
    expect(judge(undefined)).toBeUndefined();
    expect(prerequisiteRefusal([undefined, rule], [first, colour], undefined)).toBeUndefined();
    expect(
      prerequisiteRefusal([undefined, { ...rule, acceptBooked: true }], [first, colour], undefined)
        ?.code,
    ).toBe('prerequisite-too-recent');
  });
  it.each<[string, Prerequisite]>([
    ['prerequisite-unclear', { validForDays: 1 }],
    ['prerequisite-unclear', { prerequisiteServiceId: 'a', serviceGroup: 'b', validForDays: 1 }],
    ['prerequisite-itself', { prerequisiteServiceId: 'colour', validForDays: 1 }],
    ['prerequisite-never', { serviceGroup: 'b', validForDays: 1, minHoursBefore: 25 }],
  ])('is refused with %s', (code, of) =>
    expect(() => checkPrerequisite('colour', of)).toThrow(expect.objectContaining({ code })),
  );
});

describe('BK-23 a quota: so many in any so many days', () => {
  const quota = { perCustomer: 1, perDays: 90 };
  it('counts what was and what is to come, and names the next date', () => {
    const refusal = (uses: string[], date: string) =>
      quotaRefusal('scalp-test', quota, uses, date, 1, 'services.0.serviceId')?.detail;
    expect(refusal(['2026-03-01'], '2026-05-30')).toBeUndefined();
    expect(refusal(['2026-03-01'], '2026-05-29')).toMatchObject({
      field: 'services.0.serviceId',
      serviceId: 'scalp-test',
      next: '2026-05-30',
      perCustomer: 1,
      perDays: 90,
    });
    expect(refusal(['2026-03-01'], '2025-12-02')).toMatchObject({ next: '2026-05-30' });
    expect(refusal(['2026-03-01'], '2025-12-01')).toBeUndefined();
    expect(quotaRefusal('x', quota, [], '2026-03-01', 2, 'f')?.detail).toMatchObject({
      next: '2026-03-01',
    });
  });
  it('agrees with counting every stretch of days', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(60), { maxLength: 15 }),
        fc.nat(60),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 20 }),
        (days, day, perCustomer, perDays) => {
          const date = (n: number) => dateAfter('2026-01-01', n);
          const fits = (n: number) => {
            const uses = [...days, ...Array.from({ length: n }, () => day)];
            for (let start = day - perDays + 1; start <= day; start++)
              if (uses.filter((u) => u >= start && u < start + perDays).length > perCustomer)
                return false;
            return true;
          };
          const allowed = allowanceOn({ perCustomer, perDays }, days.map(date), date(day));
          if (allowed > 0) expect(fits(allowed)).toBe(true);
          expect(fits(allowed + 1)).toBe(false);
          const refusal = quotaRefusal(
            's',
            { perCustomer, perDays },
            days.map(date),
            date(day),
            1,
            'f',
          );
          if (refusal) {
            const next = dayNumber(refusal.detail['next'] as string)! - dayNumber('2026-01-01')!;
            for (let d = day; d < next; d++)
              expect(allowanceOn({ perCustomer, perDays }, days.map(date), date(d))).toBe(0);
            expect(
              allowanceOn({ perCustomer, perDays }, days.map(date), date(next)),
            ).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
