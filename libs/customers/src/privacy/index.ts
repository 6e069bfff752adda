import type { Part } from '@chignon/eventing';
import { ReadsHttp } from './reads.http.js';
import { followLinks } from './watching.effects.js';
import { WatchingHttp } from './watching.http.js';

/** What a customer may know of what is kept of them, who has seen it, and over whom it is watched. */
export const privacyPart: Part = {
  effects: [followLinks],
  controllers: [WatchingHttp, ReadsHttp],
};
