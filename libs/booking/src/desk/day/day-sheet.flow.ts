import { listAll, type Tools } from '@chignon/eventing';
import { daySheets, type SheetEntry } from '../../agenda/day-sheet.view.js';

const PAGE = 1000;

/** Everything on the sheet of a store's business day, in the order of begin. */
export const daySheetOf = (tools: Tools, storeId: string, date: string): Promise<SheetEntry[]> =>
  listAll(tools.documents, tools.collection(daySheets), {
    index: 'byDay',
    where: { storeId, date },
    limit: PAGE,
  });
