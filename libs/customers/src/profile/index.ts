import type { Part } from '@chignon/eventing';
import { profiles } from './profile.view.js';
import { ProfilesHttp } from './profiles.http.js';
import { profileVisits } from './visit-history.view.js';

/** What is known of customers from what happened. */
export const profilePart: Part = {
  views: [profiles, profileVisits],
  controllers: [ProfilesHttp],
};
