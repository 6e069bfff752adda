import { jobCause } from '@chignon/eventing';
import { openService, type Service } from '@chignon/service-kit/testing';
import { inventory } from '../index.js';
import { stockKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { storeZones } from '../stock/store-zones.view.js';
import { tellShelf } from './recalls.effects.js';

/* Lists of stores and of recalls may be behind: what a shelf is told is what the recall's own ledger says. */

const LOT = { sku: 'RACED-1', lotId: 'KP/9' };
let at: Service;
beforeAll(async () => {
  at = await openService('inventory', [inventory]);
  await at.put(`products/${LOT.sku}`, {
    name: 'Raced',
    productClass: 'retail',
    stockUnit: 'bottle',
    useUnit: 'ml',
    useUnitsPerStockUnitMilli: 250_000,
    priceCents: 1900,
    currency: 'USD',
  });
}, 60_000);
afterAll(() => at.close());

const tools = () => at.platform.host.runtimes.get('inventory')!.tools;
const tell = (storeId: string) => tellShelf(tools(), jobCause('spec'), storeId, LOT);
/** From now on the store is on the list, as if it had been described; no effect hears of it. */
const listed = (id: string) =>
  at.platform.host.engines.documents.put(tools().collection(storeZones), { id, zone: 'UTC' });
const blocked = async (storeId: string) =>
  (await tools().load(stock, stockKey(storeId, LOT.sku))).state.recalled.map(({ lotId }) => lotId);

describe('IN-22, R-IN-11 shelves that are told of a recall', () => {
  it('stay free where it was lifted before they heard, whatever a list said', async () => {
    const ordered = await at.post('recalls', { sku: LOT.sku, lot: LOT.lotId, reason: 'supplier' });
    expect(ordered.status).toBe(201);
    await tell('a');
    expect(await blocked('a')).toEqual([LOT.lotId]);
    expect((await at.post(`recalls/${ordered.body.recallId}/lift`)).status).toBe(200);
    // Who read the list before the lift tells only now.
    await Promise.all([tell('a'), tell('b')]);
    expect([await blocked('a'), await blocked('b')]).toEqual([[], []]);
  });

  it('end as the recall does when it ends while they are told', async () => {
    const again = await at.post('recalls', { sku: LOT.sku, lot: LOT.lotId, reason: 'supplier' });
    expect(again.body.status).toBe('standing');
    await at.settle();
    await listed('a');
    await Promise.all([tell('a'), at.post(`recalls/${again.body.recallId}/lift`), tell('a')]);
    await at.settle();
    expect(await blocked('a')).toEqual([]);
  });

  it('of stores that were on no list in that moment are told by the job', async () => {
    await at.post('recalls', { sku: LOT.sku, lot: LOT.lotId, reason: 'supplier' });
    await at.settle();
    // The store stands in the list now, and neither the recall nor the store was told of the other.
    await listed('c');
    await at.platform.host.runtimes.get('inventory')!.runJob('inventory.tell-recalls');
    expect(await blocked('c')).toEqual([LOT.lotId]);
  });
});
