/** Inventory: stock per store and product as a ledger that follows visits, with alerts and variances. */
import { PRODUCT_TOPIC, STOCK_TOPIC } from '@chignon/contracts';
import type { Context } from '@chignon/eventing';
import { alerts } from './alerts.view.js';
import { ImportsHttp } from './imports.http.js';
import { stockAnnouncements } from './inventory.announcements.js';
import { visitStock } from './inventory.reactions.js';
import { tellProducts, toldProducts } from './inventory.jobs.js';
import { levels } from './levels.view.js';
import { movements } from './movements.view.js';
import { products } from './product.js';
import { ProductsHttp } from './products.http.js';
import { stockReasonLists } from './reasons.js';
import { StockReasonsHttp } from './reasons.http.js';
import { ShelfHttp } from './shelf.http.js';
import { StockHttp } from './stock.http.js';
import { stockKey } from './stock-key.js';
import { stock } from './stock-ledger.js';
import { storeZones } from './store-zones.view.js';
import { variances } from './variances.view.js';
import { roles } from './roles.js';

export const inventory: Context = {
  name: 'inventory',
  roles,
  ledgers: [stock],
  collections: [products, stockReasonLists, toldProducts],
  views: [levels, alerts, movements, variances, storeZones],
  reactions: [visitStock],
  effects: [],
  announcements: stockAnnouncements,
  jobs: [tellProducts],
  topics: [STOCK_TOPIC, PRODUCT_TOPIC],
  controllers: [ProductsHttp, StockHttp, ShelfHttp, StockReasonsHttp, ImportsHttp],
};

export { alerts, levels, movements, products, stock, stockKey, toldProducts, variances };
