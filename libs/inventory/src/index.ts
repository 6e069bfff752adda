/** Inventory: stock per store and product as a ledger that follows visits, with alerts and variances. Each part knows those before it, never those after it. */
import { type Context, merge } from '@chignon/eventing';
import { attentionPart } from './attention/index.js';
import { cataloguePart } from './catalogue/index.js';
import { claimsPart } from './claims/index.js';
import { countsPart } from './counts/index.js';
import { lotsPart } from './lots/index.js';
import { productsPart } from './products/index.js';
import { recallsPart } from './recalls/index.js';
import { roles } from './roles.js';
import { stockPart } from './stock/index.js';
import { transfersPart } from './transfers/index.js';
import { writeOffsPart } from './write-offs/index.js';

export const inventory: Context = {
  ...merge(
    'inventory',
    productsPart,
    stockPart,
    lotsPart,
    claimsPart,
    countsPart,
    transfersPart,
    recallsPart,
    writeOffsPart,
    attentionPart,
    cataloguePart,
  ),
  roles,
};

export { products } from './products/product.js';
export { toldProducts } from './products/products.jobs.js';
export { alerts } from './stock/alerts.view.js';
export { stockKey } from './stock/ledger/stock-key.js';
export { stock } from './stock/ledger/stock-ledger.js';
export { levels } from './stock/levels.view.js';
export { movements } from './stock/movements.view.js';
export { variances } from './stock/variances.view.js';
