import type { Part } from '@chignon/eventing';
import { BoardHttp } from './board.http.js';

/** The day of a store as it changes, for the screen at the desk. */
export const boardFeature: Part = {
  controllers: [BoardHttp],
};
