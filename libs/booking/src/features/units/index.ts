import type { Part } from '@chignon/eventing';
import { UnitsHttp } from './units.http.js';

/** Chairs, basins and rooms of a store. */
export const unitsFeature: Part = {
  controllers: [UnitsHttp],
};
