import type { Part } from '@chignon/eventing';
import { access } from './access-ledger.js';
import { tellAlerts } from './alerts.effects.js';
import { readAlerts, readings } from './reads.view.js';

/** Who read whose personal data. */
export const accessPart: Part = {
  ledgers: [access],
  views: [readings, readAlerts],
  effects: [tellAlerts],
};
