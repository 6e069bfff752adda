import type { Part } from '@chignon/eventing';
import { WriteOffsHttp } from './write-offs.http.js';
import { writeOffs } from './write-offs.view.js';

/** What was thrown away and given away, by class, and its limits. */
export const writeOffsPart: Part = {
  views: [writeOffs],
  controllers: [WriteOffsHttp],
};
