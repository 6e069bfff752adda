import { mustBeNear } from './check-in.flow.js';
import { HoldLimits } from './hold-limits.flow.js';

describe('K14 75: nobody hoards', () => {
  it('holds so many slots a minute for one customer, repeats not counted, others apart', () => {
    const limits = new HoldLimits(3);
    for (const command of ['a', 'b', 'a', 'c', 'b']) limits.count('ada', command, 60_000);
    expect(() => limits.count('ada', 'd', 90_000)).toThrow(
      expect.objectContaining({
        status: 429,
        code: 'too-many-holds',
        detail: expect.objectContaining({ limit: 3, retryAfterSeconds: 30 }),
      }),
    );
    limits.count('ada', 'a', 90_000);
    limits.count('ben', 'd', 90_000);
    limits.count('ada', 'd', 120_000);
  });
});

describe('K14 74: an appointment is checked in when its day is near', () => {
  it.each([
    [0, '2026-12-01'],
    [7, '2026-12-08'],
    [undefined, '2026-12-02'],
  ])('with %s days ahead one of %s', (checkInDaysAhead, date) =>
    expect(() =>
      mustBeNear(
        { ...(checkInDaysAhead === undefined ? {} : { checkInDaysAhead }) },
        date,
        '2026-12-01',
      ),
    ).not.toThrow(),
  );
  it.each([
    [0, '2026-12-02'],
    [7, '2026-12-09'],
    [undefined, '2026-12-03'],
  ])('not with %s days ahead one of %s', (checkInDaysAhead, date) =>
    expect(() =>
      mustBeNear(
        { ...(checkInDaysAhead === undefined ? {} : { checkInDaysAhead }) },
        date,
        '2026-12-01',
      ),
    ).toThrow(expect.objectContaining({ kind: 'refused', code: 'too-early' })),
  );
});
