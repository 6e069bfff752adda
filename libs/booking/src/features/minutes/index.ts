import type { Part } from '@chignon/eventing';
import { MinutesHttp } from './minutes.http.js';
import { workedVisits } from './worked-visits.view.js';

/** How long services take, beside how long they should. */
export const minutesFeature: Part = { views: [workedVisits], controllers: [MinutesHttp] };
