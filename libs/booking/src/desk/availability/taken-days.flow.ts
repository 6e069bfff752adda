import type { Tools } from '@chignon/eventing';
import { LRUCache } from 'lru-cache';
import { agenda } from '../../agenda/agenda.js';
import { expiredHolds, occupancyAt } from '../../agenda/appointment/appointment.js';
import type { Occupancy } from '../../agenda/day/occupancy.js';
import { packDay, packedBytes, type PackedOccupancy, unpackDay } from '../../agenda/day/packed.js';

/** Some ten thousand days of eighty appointments: the weeks ahead of a large chain, which would take a gigabyte as folded agendas. */
const MOST_BYTES = 64 << 20;

interface KnownDay {
  readonly revision: number;
  readonly day: PackedOccupancy;
}

/**
 * What is taken on the days that are asked for, kept packed, so that a question about a week need not fold a week. Never
 * older than the log: a day counts only while nothing stands behind its revision.
 */
export class TakenDays {
  private readonly days = new LRUCache<string, KnownDay>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ day }) => packedBytes(day),
  });

  constructor(private readonly tools: Tools) {}

  /** What is taken on a day as of now, holds that have run out left aside; of the customers the one named. */
  async of(key: string, customerId: string | undefined, nowMs: number): Promise<Occupancy> {
    const known = this.days.get(key);
    if (known && (await this.tools.unchanged(agenda, key, known.revision)))
      return unpackDay(known.day, customerId);
    const { state, revision } = await this.tools.load(agenda, key);
    const taken = occupancyAt(state, nowMs);
    // A hold ends by the clock: a day with one that stands is folded each time, so that its end is not missed.
    const day =
      expiredHolds(state, nowMs).length === state.holds.length ? packDay(taken) : undefined;
    if (day) this.days.set(key, { revision, day });
    else this.days.delete(key);
    return taken;
  }
}

/** The one memory of taken days of the context. */
export const takenDaysOf = (tools: Tools): TakenDays => tools.own(TakenDays);
