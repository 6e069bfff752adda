import type { RoleGrants } from '@chignon/eventing';

/** What each role may do with products and stock. */
export const roles: RoleGrants = {
  'store-manager': ['inventory.*:*'],
  'front-desk': ['inventory.levels:read', 'inventory.products:read'],
  stylist: ['inventory.levels:read'],
  buyer: ['inventory.*:*'],
  analyst: ['inventory.*:read'],
};
