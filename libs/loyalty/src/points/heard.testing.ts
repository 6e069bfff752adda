import type { NoteSettlement } from './account/points-events.js';
import { DEFAULT_PROGRAMME } from '../rules/programme.js';

/** When everything is decided. */
export const NOW = '2026-06-01T10:00:00.000Z';

/** A line of a bill. */
export const line = {
  lineId: 'l1',
  kind: 'service',
  itemId: 'cut',
  quantityMilli: 1000,
  netCents: 600_00,
  taxCents: 78_00,
  performers: [],
  earning: true,
};

/** A settlement as it is published. */
export const settled = {
  visitId: 'v1',
  storeId: 's1',
  customerId: 'c1',
  zone: 'Europe/Paris',
  businessDate: '2026-05-20',
  settlementNo: 1,
  billId: 'b1',
  settledAt: '2026-05-20T15:00:00.000Z',
  currency: 'EUR',
  lines: [line],
  taxes: [],
  tenders: [{ kind: 'card', cents: 678_00 }],
  netCents: 600_00,
  taxCents: 78_00,
  imported: false,
};

const { taxCents: _, itemId: __, performers: ___, ...rest } = line;
/** The line as far as the ledger takes it down. */
export const noted = rest;

/** The command that follows from it. */
export const noting = (change: Partial<NoteSettlement> = {}): NoteSettlement => ({
  type: 'NoteSettlement',
  programme: DEFAULT_PROGRAMME,
  visitId: 'v1',
  settlementNo: 1,
  storeId: 's1',
  zone: 'Europe/Paris',
  settledAt: settled.settledAt,
  currency: 'EUR',
  imported: false,
  lines: [noted],
  tenders: settled.tenders,
  ...change,
});
