import type { Part } from '@chignon/eventing';
import { RedemptionsHttp } from './redemptions.http.js';

/** What points are spent on. */
export const rewardsPart: Part = { controllers: [RedemptionsHttp] };
