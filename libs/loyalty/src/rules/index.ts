import type { Part } from '@chignon/eventing';
import { pastProgrammes, programmes } from './programme.effects.js';
import { ProgrammeHttp } from './programme.http.js';
import { pointsReasons } from './reasons.js';
import { PointsReasonsHttp } from './reasons.http.js';

/** On what terms a bill earns, by date and currency, where the tiers begin, and the chain's lists of reasons. */
export const rulesPart: Part = {
  collections: [programmes, pastProgrammes, pointsReasons.collection],
  controllers: [ProgrammeHttp, PointsReasonsHttp],
};
