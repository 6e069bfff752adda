import { invalid } from '@chignon/eventing';
import type { Directory } from '@chignon/service-kit';
import type { RecipeItem } from '../catalogue/service.js';

/**
 * Material is measured as its product is. That there is such a product the door has seen; one that only an older release
 * described has no units to hold anybody to.
 * @throws Refusal 422 `unit-unknown` naming the units
 */
export async function mustBeMeasured(
  directory: Directory,
  items: readonly (RecipeItem & { readonly field: string })[],
): Promise<void> {
  if (items.length === 0) return;
  const known = await directory.products(items.map(({ sku }) => sku));
  for (const { sku, unit, field } of items) {
    const { units = [] } = known.get(sku) ?? {};
    if (units.length > 0 && !units.includes(unit))
      throw invalid('unit-unknown', `\`${sku}\` is not measured in this unit.`, {
        field,
        expected: units.join(' or '),
      });
  }
}
