import type { Part } from '@chignon/eventing';
import { programmes } from './programme.effects.js';
import { ProgrammeHttp } from './programme.http.js';

/** On what terms a bill earns, by date and currency, and where the tiers begin. */
export const rulesPart: Part = { collections: [programmes], controllers: [ProgrammeHttp] };
