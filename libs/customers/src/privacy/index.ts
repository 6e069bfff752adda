import type { Part } from '@chignon/eventing';
import { ReadsHttp } from './reads.http.js';
import { RetentionHttp } from './retention.http.js';
import { keepNoLonger } from './retention.jobs.js';
import { RETENTION, retentionRuns, type RetentionPeriods } from './retention.js';
import { followLinks } from './watching.effects.js';
import { WatchingHttp } from './watching.http.js';

/** What a customer may know of what is kept of them and for how long, who has seen it, and over whom it is watched. */
export const privacyPart = (periods: RetentionPeriods): Part => ({
  collections: [retentionRuns],
  effects: [followLinks],
  jobs: [keepNoLonger(periods)],
  controllers: [WatchingHttp, RetentionHttp, ReadsHttp],
  providers: [{ provide: RETENTION, useValue: periods }],
});
