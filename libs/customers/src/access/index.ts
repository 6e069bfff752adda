import type { Part } from '@chignon/eventing';
import { access } from './access-ledger.js';
import { tellAlerts } from './alerts.effects.js';
import { readAlerts, readings } from './reads.view.js';
import { watches } from './watch.js';

/** Who read whose personal data, and over whom it is watched. */
export const accessPart: Part = {
  ledgers: [access],
  collections: [watches],
  views: [readings, readAlerts],
  effects: [tellAlerts],
};
