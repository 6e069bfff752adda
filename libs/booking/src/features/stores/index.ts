import type { Part } from '@chignon/eventing';
import { StoresHttp } from './stores.http.js';

/** The stores themselves. */
export const storesFeature: Part = {
  controllers: [StoresHttp],
};
