import { lookUp } from '@chignon/eventing';
import {
  detailsOf,
  type Performed,
  performedOf,
  type VisitDetails,
  type VisitEvent,
  type VisitState,
} from './visit.js';

/**
 * Material of a visit that was not completed: colour that was mixed is gone, whether or not the service was done (IN-07). Only what was written down
 * as used; what the recipe plans was not. Of a completed visit, and where nothing was used: no field.
 */
export function materialUsed(state: VisitState): { readonly used?: readonly Performed[] } {
  if (state.performed.length > 0) return {};
  const used = state.lines.flatMap((line): Performed[] => {
    const progress = line.kind === 'service' ? lookUp(state.progress, line.lineId) : undefined;
    if (!progress?.actualUse?.length) return [];
    return [{ ...performedOf(line, progress), plannedUse: [] }];
  });
  return used.length > 0 ? { used } : {};
}

/** The visit ended before its services were done. @param reason a code */
export const abandoned = (
  state: VisitState,
  opening: VisitDetails,
  reason: string,
): VisitEvent => ({
  type: 'VisitAbandoned',
  data: { reason, facts: detailsOf(opening), ...materialUsed(state) },
});
