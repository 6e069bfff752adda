import type { Tools } from '@chignon/eventing';
import {
  CURRENT_WRITE_OFF_LIMITS,
  type WriteOffLimit,
  writeOffLimits,
} from './write-off-limits.js';

/** None where the chain has set none. */
export async function writeOffLimitsInForce({
  documents,
}: Pick<Tools, 'documents'>): Promise<readonly WriteOffLimit[]> {
  return (await documents.get(writeOffLimits, CURRENT_WRITE_OFF_LIMITS))?.limits ?? [];
}
