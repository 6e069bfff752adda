import type { Part } from '@chignon/eventing';
import { releaseClaims } from './claims.effects.js';
import { ClaimsHttp } from './claims.http.js';
import { expireClaims } from './claims.jobs.js';
import { standingClaims } from './claims.view.js';

/** What is kept for bills that are not settled yet, so that the last bottle is on one of them only. */
export const claimsPart: Part = {
  views: [standingClaims],
  effects: [releaseClaims],
  jobs: [expireClaims],
  controllers: [ClaimsHttp],
};
