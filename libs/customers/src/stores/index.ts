import type { Part } from '@chignon/eventing';
import { presence } from './presence.view.js';
import { storeClocks } from './stores.view.js';

/** Which day it is in each store, and who is expected there or was. */
export const storesPart: Part = {
  views: [storeClocks, presence],
  untold: [{ store: presence.name, why: 'Made of appointments and visits, which are told.' }],
};
