import type { Part } from '@chignon/eventing';
import { storeClocks } from './stores.view.js';

/** Which day it is in each store. */
export const storesPart: Part = { views: [storeClocks] };
