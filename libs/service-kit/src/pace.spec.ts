import { Pace } from './pace.js';

describe('K7 the pace of a long search', () => {
  let nowMs = 0;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
  afterAll(() => clock.mockRestore());
  const limits = { field: 'to', expected: 'fewer days' };

  it('lets others in once a slice is over, one search at a time', async () => {
    const [a, b] = [new Pace(limits), new Pace(limits)];
    expect(a.rest()).toBeUndefined();
    nowMs += 20;
    const order: string[] = [];
    await Promise.all([
      a.rest()!.then(() => order.push('a')),
      b.rest()!.then(() => order.push('b')),
      new Promise<void>((resolve) =>
        setImmediate(() =>
          setImmediate(() => {
            order.push('somebody else');
            resolve();
          }),
        ),
      ),
    ]);
    expect(order.indexOf('a')).toBeLessThan(order.indexOf('b'));
    expect(order).toHaveLength(3);
    expect(a.rest()).toBeUndefined();
  });

  it('runs a search to its end, with others let in before each step, the first among them', async () => {
    const pace = new Pace(limits);
    const rest = jest.spyOn(pace, 'rest');
    function* search() {
      yield;
      yield;
      return 'found';
    }
    expect(await pace.through(search())).toBe('found');
    expect(rest).toHaveBeenCalledTimes(3);
    nowMs += 20;
    expect(await pace.through(search())).toBe('found');
    expect(rest.mock.results[3]!.value).toBeInstanceOf(Promise);
  });

  it('without limits takes as long as it takes', async () => {
    const pace = new Pace();
    nowMs += 60_000;
    await pace.rest();
    expect(pace.rest()).toBeUndefined();
  });

  it('ends with a clear refusal', async () => {
    const pace = new Pace(limits);
    nowMs += 9000;
    await pace.rest();
    nowMs += 2000;
    expect(() => pace.rest()).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'search-too-large', detail: limits }),
    );
  });
});
