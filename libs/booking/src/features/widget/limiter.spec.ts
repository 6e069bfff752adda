import { Limiter } from './limiter.js';

describe('a limit of requests a minute', () => {
  it('counts each by itself, says how long to wait, and begins anew after a minute', () => {
    const limiter = new Limiter();
    expect([0, 10_000, 59_400].map((ms) => limiter.over('a', 2, ms))).toEqual([
      undefined,
      undefined,
      1,
    ]);
    expect(limiter.over('b', 2, 59_400)).toBeUndefined();
    expect([60_000, 60_000, 60_000].map((ms) => limiter.over('a', 2, ms))).toEqual([
      undefined,
      undefined,
      60,
    ]);
  });
  it('forgets the least used beyond its bound, and a clock that goes back', () => {
    const limiter = new Limiter(1);
    expect([
      limiter.over('a', 1, 0),
      limiter.over('b', 1, 0),
      limiter.over('a', 1, 0),
      limiter.over('a', 1, 0),
    ]).toEqual([undefined, undefined, undefined, 60]);
    expect(limiter.over('a', 1, -1)).toBeUndefined();
  });
});
