import { detailsOf, readRow } from './product-import.js';

describe('rows of a product import', () => {
  const row = {
    sku: 'SHU EA OIL 150',
    name: 'Essence Absolue',
    class: 'retail',
    priceCents: 56_00,
    onHandMilli: -1_000,
    minimumMilli: 2_000,
    maximumMilli: 3_000,
    active: true,
  };

  it('are taken as they are, stock below zero included', () => {
    expect(readRow(row)).toEqual({ row });
    expect(detailsOf(row as never, 'CAD', undefined)).toEqual({
      sku: row.sku,
      name: row.name,
      productClass: 'retail',
      priceCents: 56_00,
      currency: 'CAD',
      active: true,
      stockUnit: 'piece',
      useUnit: 'piece',
      useUnitsPerStockUnitMilli: 1_000,
    });
    expect(
      detailsOf(row as never, 'CAD', {
        useUnit: 'ml',
        stockUnit: 'bottle',
        useUnitsPerStockUnitMilli: 150_000,
      } as never),
    ).toMatchObject({ useUnit: 'ml', stockUnit: 'bottle', useUnitsPerStockUnitMilli: 150_000 });
  });

  it.each([
    [null, 'row-invalid', ''],
    [[], 'row-invalid', ''],
    [{ ...row, sku: 'a/b' }, 'sku-invalid', 'sku'],
    [{ ...row, sku: undefined }, 'field-missing', 'sku'],
    [{ ...row, priceCents: 1.5 }, 'field-invalid', 'priceCents'],
    [{ ...row, priceCents: 2 ** 53 }, 'field-invalid', 'priceCents'],
    [{ ...row, name: 'a\u0000b' }, 'field-invalid', 'name'],
    [{ ...row, class: 'gift' }, 'field-invalid', 'class'],
    [{ ...row, colour: 'red' }, 'field-unknown', 'colour'],
    [{ ...row, maximumMilli: 1 }, 'par-crossed', 'minimumMilli'],
  ])('are refused with a code and the field: %j', (bad, code, field) => {
    expect(readRow(bad)).toMatchObject({ problem: { code, field } });
  });
});
