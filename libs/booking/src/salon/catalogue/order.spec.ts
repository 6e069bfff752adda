import fc from 'fast-check';
import { ordersOf } from './order.js';

const colour = { serviceGroup: 'colour' };
const cut = { serviceGroup: 'cut', after: ['colour'] };
const nails = { serviceGroup: 'nails' };
const codeOf = (run: () => unknown) => {
  try {
    run();
    return 'fine';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('R-BK-12 services of one appointment keep the order that the catalogue declares', () => {
  it('takes the wished order when it is allowed, and says which service is in the wrong place when not', () => {
    expect(ordersOf([colour, cut], false)).toEqual([[0, 1]]);
    expect(codeOf(() => ordersOf([cut, colour], false))).toBe('service-order');
  });
  it('tries the others where any order will do, the wished one first', () => {
    expect(ordersOf([cut, colour], true)).toEqual([[1, 0]]);
    expect(ordersOf([nails, colour, cut], true)).toEqual([
      [0, 1, 2],
      [1, 0, 2],
      [1, 2, 0],
    ]);
  });
  it('says so when nothing fits or the list is too long', () => {
    expect(
      codeOf(() =>
        ordersOf(
          [
            { serviceGroup: 'a', after: ['b'] },
            { serviceGroup: 'b', after: ['a'] },
          ],
          true,
        ),
      ),
    ).toBe('service-order');
    expect(
      codeOf(() =>
        ordersOf(
          Array.from({ length: 6 }, () => nails),
          true,
        ),
      ),
    ).toBe('too-many-to-reorder');
  });
  it('never puts a service before one that must come first, and never loses one', () => {
    const groups = ['a', 'b', 'c'];
    const services = fc.array(
      fc.record({ serviceGroup: fc.constantFrom(...groups), after: fc.subarray(groups) }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(services, (list) => {
        if (codeOf(() => ordersOf(list, true)) !== 'fine') return;
        for (const order of ordersOf(list, true)) {
          expect([...order].sort()).toEqual(list.map((_, i) => i));
          for (const [at, i] of order.entries())
            for (const j of order.slice(at + 1))
              expect(
                list[j]!.serviceGroup !== list[i]!.serviceGroup &&
                  list[i]!.after.includes(list[j]!.serviceGroup),
              ).toBe(false);
        }
      }),
    );
  });
});
