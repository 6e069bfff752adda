import { MinuteCounter, networkOf } from './limits.js';

describe("K6 a minute's requests", () => {
  it('are counted apart, and anew each minute; whoever is over is told how long', () => {
    const counter = new MinuteCounter(2);
    expect([1, 2, 3].map(() => counter.over('a', 60_000))).toEqual([undefined, undefined, 60]);
    expect(counter.over('b', 61_000)).toBeUndefined();
    expect(counter.over('a', 90_000)).toBe(30);
    expect(counter.over('a', 120_000)).toBeUndefined();
  });

  it('forget nobody who is over the limit, however many others come', () => {
    const counter = new MinuteCounter(2, 100);
    for (let i = 0; i < 3; i++) counter.over('limited', 0);
    const flood = Array.from({ length: 10_000 }, (_, i) => counter.over(`f${i}`, 1));
    expect(counter.over('limited', 2)).toBeDefined();
    expect(flood.slice(0, 99)).toEqual(flood.slice(0, 99).map(() => undefined));
    // The others share one place, so the flood stops itself.
    expect(flood.slice(-10).every((wait) => wait !== undefined)).toBe(true);
  });

  it('have no limit of 0', () =>
    expect(
      Array.from({ length: 1000 }, () => new MinuteCounter(0).over('a', 0)).every(
        (wait) => wait === undefined,
      ),
    ).toBe(true));

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['2001:db8::1', '2001:db8:0:0::'],
    ['2001:DB8:0001:2::1', '2001:db8:1:2::'],
    ['::1', '0:0:0:0::'],
    ['fe80::1%eth0', 'fe80:0:0:0::'],
  ])('%s counts as %s', (address, network) => expect(networkOf(address)).toBe(network));
});
