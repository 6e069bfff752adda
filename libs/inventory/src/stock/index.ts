import { STOCK_TOPIC } from '@chignon/contracts';
import { heldByIndex, type Part } from '@chignon/eventing';
import { alerts } from './alerts.view.js';
import { stock } from './ledger/stock-ledger.js';
import { levels } from './levels.view.js';
import { movements } from './movements.view.js';
import { stockReasons } from './reasons.js';
import { StockReasonsHttp } from './reasons.http.js';
import { previewStock } from './preview.flow.js';
import { ShelfHttp } from './shelf.http.js';
import { stockAnnouncements } from './stock.announcements.js';
import { StockHttp } from './stock.http.js';
import { storeZones } from './store-zones.view.js';
import { writeOffLimits } from './write-off-limits.js';
import { variances } from './variances.view.js';
import { knownVisits } from './visits.view.js';
import { visitStock } from './visits.reactions.js';

/** What lies on the shelves of each store, in which lots, and how visits and people move it. */
export const stockPart: Part = {
  ledgers: [stock],
  collections: [stockReasons.collection, writeOffLimits],
  views: [levels, alerts, movements, variances, storeZones, knownVisits],
  reactions: [visitStock],
  announcements: stockAnnouncements,
  topics: [STOCK_TOPIC],
  previews: [previewStock],
  holdings: [
    heldByIndex(knownVisits, {
      name: 'inventory.visits',
      title: { en: 'Visits that used or sold goods', 'zh-CN': '到店用料记录' },
    }),
  ],
  controllers: [StockHttp, ShelfHttp, StockReasonsHttp],
};
