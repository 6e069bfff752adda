import { heldById, heldByIndex, type Part } from '@chignon/eventing';
import { profiles } from './profile.view.js';
import { ProfilesHttp } from './profiles.http.js';
import { profileVisits } from './visit-history.view.js';

/** What is known of customers from what happened. */
export const profilePart: Part = {
  views: [profiles, profileVisits],
  controllers: [ProfilesHttp],
  holdings: [
    heldById(profiles, {
      name: 'customers.profile',
      title: { en: 'Profile from your visits', 'zh-CN': '顾客画像' },
    }),
    heldByIndex(profileVisits, {
      name: 'customers.profile-visits',
      title: { en: 'Visits as the profile knows them', 'zh-CN': '画像所用到店记录' },
    }),
  ],
};
