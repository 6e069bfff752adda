import { laneOf, LANES } from './lane.js';

describe('lanes', () => {
  it('are where Kafka puts a key among twelve partitions', () => {
    // The hash that kafkajs ships, a second implementation of the same.
    const murmur2 = jest.requireActual<(key: Buffer) => number>(
      'kafkajs/src/producer/partitioners/default/murmur2',
    );
    for (const key of [
      '',
      'a',
      'ab',
      'abc',
      'abcd',
      'schlüssel/1',
      '漢字',
      'e7b5a5e0-0000-5000-8000-000000000000',
      ...Array.from({ length: 200 }, (_, n) => `key-${n}`),
    ]) {
      expect(laneOf(key)).toBe((murmur2(Buffer.from(key)) & 0x7fffffff) % LANES);
    }
  });
});
