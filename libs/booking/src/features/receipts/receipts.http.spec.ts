import { type Salon, salon } from '../../testing.http.js';

// Bills explained and printed over the routes. New York: prices without tax unless the store says otherwise.

let at: Salon;
beforeAll(async () => {
  at = await salon();
  await at.put('stores/soho', {
    regionId: 'r1',
    name: 'Soho & <Co>',
    zone: 'America/New_York',
    currency: 'USD',
    openingHours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
    pools: [{ pool: 'chair', capacity: 2 }],
    taxes: [
      { code: 'state', rateBp: 400, on: ['service', 'product'] },
      { code: 'city', rateBp: 487, on: ['service'] },
    ],
  });
}, 60_000);
afterAll(() => at.close());

const sum = (list: readonly any[], part: string): number =>
  list.reduce((total, one) => total + one[part], 0);

/** Every total of a proof is the sum of what is below it, to the cent. */
function addsUp(proof: any): void {
  for (const part of ['grossCents', 'netCents', 'taxCents'])
    expect(sum(proof.parts, part)).toBe(proof[part]);
  for (const part of proof.parts) {
    for (const total of ['grossCents', 'netCents', 'taxCents'])
      expect(sum(part.lines, total)).toBe(part[total]);
    if (part.kind !== 'open') expect(sum(part.tenders, 'cents')).toBe(part.grossCents);
    for (const line of part.lines)
      expect([sum(line.leaves, 'cents'), sum(line.taxes, 'cents'), line.grossCents]).toEqual([
        line.grossCents,
        line.taxCents,
        line.netCents + line.taxCents,
      ]);
  }
}

async function completed(): Promise<string> {
  const { body } = await at.post('visits', {
    storeId: 'soho',
    services: [
      {
        serviceId: 'cut',
        performers: [
          { staffId: 'anna', sharePercent: 67 },
          { staffId: 'bob', sharePercent: 33 },
        ],
      },
      { serviceId: 'long', performers: [{ staffId: 'bob', sharePercent: 100 }] },
    ],
  });
  for (const line of [
    { kind: 'product', itemId: 'wax', priceCents: 1999 },
    { kind: 'adjustment', itemId: 'promo', priceCents: -1000 },
    { kind: 'adjustment', itemId: 'tip', priceCents: 500 },
  ])
    expect((await at.post(`visits/${body.visitId}/lines`, line)).status).toBe(200);
  await at.post(`visits/${body.visitId}/complete`);
  return body.visitId;
}
const proofOf = async (visitId: string) => (await at.get(`visits/${visitId}/bill-proof`)).body;
const grossOf = async (visitId: string) => (await proofOf(visitId)).grossCents;
/** The page itself. */
const receipt = async (visitId: string, query = '', token?: Record<string, string>) => {
  const answer = await fetch(
    `${await at.platform.url()}/v1/booking/visits/${visitId}/receipt${query}`,
    {
      headers: token ?? (await at.as('store-manager')),
    },
  );
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    text: await answer.text(),
  };
};
const settle = async (visitId: string) => {
  const gross = await grossOf(visitId);
  return at.post(`visits/${visitId}/settle`, {
    billId: 'No-7',
    tenders: [
      { kind: 'cash', cents: 5000 },
      { kind: 'card', cents: gross - 5000 },
    ],
  });
};

describe('BY-02 VS-01 a bill explains itself', () => {
  it('as a tree whose leaves sum to every total: open, settled, refunded by line, corrected, voided', async () => {
    const visitId = await completed();
    const open = await proofOf(visitId);
    addsUp(open);
    expect(open.parts.map((part: any) => [part.kind, part.event])).toEqual([['open', undefined]]);
    expect((await settle(visitId)).status).toBe(200);
    const settled = await proofOf(visitId);
    addsUp(settled);
    expect(settled).toMatchObject({ grossCents: open.grossCents, givenBackCents: 0 });
    const [bill] = settled.parts;
    expect([bill.kind, bill.settlementNo, bill.event.stream]).toEqual([
      'bill',
      1,
      `visit-${visitId}`,
    ]);
    // 10.00 off 139.99, by largest remainder; the tip bears neither discount nor tax.
    expect(bill.lines.map((line: any) => [line.lineId, line.leaves])).toEqual([
      [
        'l1',
        [
          { kind: 'price', cents: 6000 },
          { kind: 'discount', code: 'promo', cents: -429 },
          { kind: 'tax', code: 'state', cents: 223 },
          { kind: 'tax', code: 'city', cents: 271 },
        ],
      ],
      [
        'l2',
        [
          { kind: 'price', cents: 6000 },
          { kind: 'discount', code: 'promo', cents: -428 },
          { kind: 'tax', code: 'state', cents: 223 },
          { kind: 'tax', code: 'city', cents: 272 },
        ],
      ],
      [
        'l3',
        [
          { kind: 'price', cents: 1999 },
          { kind: 'discount', code: 'promo', cents: -143 },
          { kind: 'tax', code: 'state', cents: 74 },
        ],
      ],
      ['l5', [{ kind: 'price', cents: 500 }]],
    ]);
    expect(bill.lines[0]).toMatchObject({
      catalogueVersion: 1,
      performers: [
        { staffId: 'anna', sharePercent: 67 },
        { staffId: 'bob', sharePercent: 33 },
      ],
    });
    await at.post(`visits/${visitId}/refund`, {
      items: [{ lineId: 'l2', quantityMilli: 333 }],
      reason: 'complaint',
    });
    await at.post(`visits/${visitId}/correct`, {
      items: [{ lineId: 'l1', netCents: 4000 }],
      reason: 'price',
    });
    const corrected = await proofOf(visitId);
    addsUp(corrected);
    expect(corrected.parts.map((part: any) => [part.kind, part.reason])).toEqual([
      ['bill', undefined],
      ['correction', 'complaint'],
      ['correction', 'price'],
    ]);
    expect(corrected.givenBackCents).toBe(settled.grossCents - corrected.grossCents);
    expect(corrected.parts[1].lines[0]).toMatchObject({ refersTo: 'l2', quantityMilli: -333 });
    await at.post(`visits/${visitId}/void`, { reason: 'mistake' });
    const voided = await proofOf(visitId);
    addsUp(voided);
    expect([voided.status, voided.grossCents, voided.parts.at(-1).kind]).toEqual([
      'voided',
      0,
      'void',
    ]);
  });
  it('keeps whether its prices were with tax, whatever the store says later', async () => {
    const visitId = await completed();
    await settle(visitId);
    const before = await proofOf(visitId);
    const { body: store } = await at.get('stores/soho');
    const { revision: _, storeId: _id, ...rest } = store;
    expect(await at.put('stores/soho', { ...rest, pricesIncludeTax: true })).toMatchObject({
      pricesIncludeTax: true,
    });
    expect(await proofOf(visitId)).toEqual(before);
    const included = await completed();
    await settle(included);
    const proof = await proofOf(included);
    addsUp(proof);
    expect(proof.grossCents).toBe(6000 + 6000 + 1999 - 1000 + 500);
    expect(proof.parts[0].lines[0].leaves).toEqual([
      { kind: 'price', cents: 6000 },
      { kind: 'discount', code: 'promo', cents: -429 },
    ]);
    await at.put('stores/soho', { ...rest, pricesIncludeTax: false });
  });
});

describe('VS-01 receipts', () => {
  it('are pages in English and Chinese with the names of that time, and no name or mark-up of anybody', async () => {
    const visitId = await completed();
    expect((await receipt(visitId)).text).toContain('Not yet paid');
    await settle(visitId);
    const { body: cut } = await at.get('services/cut');
    const { revision: _, serviceId: _id, version: _v, ...service } = cut;
    await at.put('services/cut', { ...service, name: 'Haircut' });
    const english = await receipt(visitId);
    expect(english.type).toBe('text/html; charset=utf-8');
    expect(english.text).toContain('<h1>Soho &#38; &#60;Co&#62;</h1>');
    expect(english.text).toContain('<td>cut</td><td>1</td><td>$60.00</td>');
    expect(english.text).toContain('<td colspan="2">less Promotion</td><td>-$4.29</td>');
    expect(english.text).toContain('<td colspan="2">Cash</td><td>$50.00</td>');
    expect(english.text).toContain('No-7');
    expect(english.text).not.toMatch(/anna|bob/);
    const chinese = (await receipt(visitId, '?language=zh-CN')).text;
    expect(chinese).toContain('<html lang="zh-CN">');
    for (const word of ['收据', '优惠 促销', '现金', '银行卡', '小费', 'US$60.00'])
      expect(chinese).toContain(word);
    await at.post(`visits/${visitId}/refund`, {
      items: [{ lineId: 'l3', quantityMilli: 1000 }],
      reason: 'returned',
    });
    const after = (await receipt(visitId, '?language=zh-CN')).text;
    expect(after).toContain('退款或更正 2');
    expect(after).toContain('实付合计');
    expect((await receipt(visitId, '?language=fr')).status).toBe(422);
  });
  it('are shown to whoever sees the store', async () => {
    const visitId = await completed();
    const elsewhere = await at.as('front-desk', { stores: ['mitte'] });
    const here = await at.as('front-desk', { stores: ['soho'] });
    expect([
      (await at.get(`visits/${visitId}/bill-proof`, elsewhere)).status,
      (await at.get(`visits/${visitId}/bill-proof`, here)).status,
      (await receipt(visitId, '', elsewhere)).status,
      (await receipt(visitId, '', here)).status,
    ]).toEqual([404, 200, 404, 200]);
  });
});
