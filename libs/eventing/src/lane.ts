/**
 * Lanes of a topic. Messages of one key share a lane, and a lane lies in one partition whatever the number of partitions
 * (`partition = lane mod partitions`): so what was handled of a lane is one position, and there are twelve at most.
 */
export const LANES = 12;

/** The lane of a key: the hash by which Kafka clients choose among twelve partitions. */
export const laneOf = (key: string): number => (murmur2(Buffer.from(key)) & 0x7fffffff) % LANES;

const M = 0x5bd1e995;
const SEED = 0x9747b28c;

/** MurmurHash2 as Kafka's clients compute it (source: org.apache.kafka.common.utils.Utils.murmur2). */
function murmur2(data: Buffer): number {
  const { length } = data;
  let h = SEED ^ length;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    let k = Math.imul(data.readInt32LE(i), M);
    k = Math.imul(k ^ (k >>> 24), M);
    h = Math.imul(h, M) ^ k;
  }
  if (length - i >= 3) h ^= data[i + 2]! << 16;
  if (length - i >= 2) h ^= data[i + 1]! << 8;
  if (length - i >= 1) h = Math.imul(h ^ data[i]!, M);
  h = Math.imul(h ^ (h >>> 13), M);
  return h ^ (h >>> 15);
}
