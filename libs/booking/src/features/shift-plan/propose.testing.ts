import type { PlanDay } from './plan-grid.js';
import { demandOfTable, type DemandRow } from './demand.js';
import { week } from './testing.js';

export const days = (rows: readonly DemandRow[], dates = week()): PlanDay[] =>
  dates.map((date) => ({ date, fromHour: 8, toHour: 20, demand: demandOfTable(rows, [date]) }));
