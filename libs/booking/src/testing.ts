import { HOUR_MS, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { shiftLine, type PlannedLine } from './agenda/day/line.js';
import { lineAtZero } from './agenda/day/line-making.js';
import type { Plan } from './agenda/decide/choose.js';
import type { DayFrame } from './salon/book/day.js';
import {
  type Phase,
  type PhaseKind,
  type Service,
  usualOccupancy,
} from './salon/catalogue/service.js';
import { type Store, storeDefaults } from './salon/stores/store.js';

/** Builders for specs: a store, services and a day that is open from 09:00 to 18:00 UTC. */
export const phase = (
  name: string,
  kind: PhaseKind,
  minutes: number,
  more: Partial<Phase> = {},
): Phase => ({ name, kind, minutes, ...usualOccupancy[kind], recipe: [], ...more });

export const service = (
  id: string,
  phases: readonly Phase[],
  more: Partial<Service> = {},
): Service => ({
  id,
  version: 1,
  name: id,
  category: 'hair',
  serviceGroup: id,
  steps: [],
  phases,
  priceCents: 5000,
  levels: [],
  allowBookingDuringProcessing: true,
  active: true,
  ...more,
});

export const cut = service('cut', [phase('cut', 'active', 30)]);
export const colour = service('colour', [
  phase('apply', 'active', 30),
  phase('develop', 'processing', 45),
  phase('finish', 'active', 30),
]);

export const store = (more: Partial<Store> = {}): Store => ({
  id: 's1',
  regionId: 'r1',
  name: 'One',
  zone: 'UTC',
  currency: 'EUR',
  ...storeDefaults,
  ...more,
});

export const DATE = '2026-03-02';
/** Instant of a time on the test day. */
export const at = (time: string): number => msOfIso(`${DATE}T${time}:00.000Z`);

export const frame = (staffIds: readonly string[], more: Partial<DayFrame> = {}): DayFrame => {
  const open = [{ fromMs: at('09:00'), toMs: at('09:00') + 9 * HOUR_MS }];
  const all = Object.fromEntries(staffIds.map((id) => [id, open]));
  return {
    storeId: 's1',
    businessDate: DATE,
    zone: 'UTC',
    open,
    working: all,
    present: all,
    capacities: { chair: 2 },
    gapRule: 'sum',
    interleaveLimit: 2,
    stepMs: 15 * MINUTE_MS,
    processingMayOverlapBlockOut: false,
    processingMayPassShiftEnd: false,
    ...more,
  };
};

export const line = (of: Service, staffId: string, startMs: number, lineId = 'l1'): PlannedLine =>
  shiftLine(
    lineAtZero({
      service: of,
      minutes: of.phases.map((p) => p.minutes),
      staffId,
      requested: false,
      priceCents: of.priceCents,
      lineId,
    }),
    startMs,
  );

export const plan = (day: DayFrame, ...lines: readonly PlannedLine[]): Plan => ({
  frame: day,
  options: [lines],
});
