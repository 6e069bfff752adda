import type { RoleGrants } from '@chignon/eventing';

/** What each role may do with customers, their consents and what is sent to them. */
export const roles: RoleGrants = {
  'store-manager': ['customers.*:*'],
  'front-desk': [
    'customers.customers:*',
    'customers.links:read',
    'customers.profiles:read',
    'customers.consents:write',
    'customers.chair:*',
  ],
  stylist: ['customers.profiles:read', 'customers.chair:*'],
  // Whoever answers for people's data sees what is kept and who has seen it, in the whole chain.
  'privacy-officer': ['customers.*:read'],
  marketer: ['customers.outbox:read'],
};
