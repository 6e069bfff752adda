import { lookUp } from '@chignon/eventing';
/**
 * Which duty may do what. A permission is `<context>.<things>:<action>`; `*` stands for one whole part. Deny by default:
 * what no role names, nobody may.
 */
export const ROLES: { readonly [role: string]: readonly string[] } = {
  /** Runs the chain: everything, operations of the platform included. */
  'chain-ops': ['*'],
  /** Runs one or more stores. */
  'store-manager': [
    'booking.*:*',
    'customers.*:*',
    'loyalty.*:read',
    'loyalty.redemptions:write',
    'marketing.*:read',
    'inventory.*:*',
    'insights.*:read',
  ],
  /** Books, checks in, settles. */
  'front-desk': [
    'booking.stores:read',
    'booking.units:*',
    'booking.services:read',
    'booking.staff:read',
    'booking.staff-cards:read',
    'booking.shifts:read',
    'booking.shift-plans:read',
    'booking.shift-swaps:write',
    'booking.policies:read',
    'booking.till-rules:read',
    'booking.channels:read',
    'booking.vip-terms:read',
    'booking.special-days:read',
    'booking.price-rules:read',
    'booking.availability:read',
    'booking.days:read',
    'booking.holds:write',
    'booking.appointments:*',
    'booking.approvals:write',
    'booking.deposit-rules:read',
    'booking.deposits:*',
    'booking.trusted-customers:read',
    'booking.waitlist:*',
    'booking.visits:*',
    'booking.ratings:*',
    'booking.salon-events:read',
    'booking.registrations:*',
    'booking.course-templates:read',
    'booking.courses:*',
    'customers.customers:*',
    'customers.profiles:read',
    'customers.consents:write',
    'loyalty.*:read',
    'loyalty.redemptions:write',
    'inventory.levels:read',
    'inventory.products:read',
    'marketing.messages:read',
  ],
  /** Performs services: sees the day and the profiles, records what was used. */
  stylist: [
    'booking.services:read',
    'booking.staff-cards:read',
    'booking.shift-plans:read',
    'booking.shift-swaps:write',
    'booking.salon-events:read',
    'booking.courses:read',
    'booking.days:read',
    'booking.appointments:read',
    'booking.visits:read',
    'booking.visits:write',
    'customers.profiles:read',
    'inventory.levels:read',
  ],
  /** Buys for the stores of its scope. */
  buyer: ['inventory.*:*'],
  marketer: ['marketing.*:*', 'insights.*:read', 'customers.outbox:read'],
  /** Business intelligence: figures, no people. */
  analyst: ['insights.*:read', 'booking.services:read', 'booking.stores:read', 'inventory.*:read'],
};

/** True when a pattern such as `booking.*:read` covers a permission such as `booking.visits:read`. */
function covers(pattern: string, permission: string): boolean {
  if (pattern === '*') return true;
  const [things, action] = permission.split(':') as [string, string];
  const [allowedThings, allowedAction] = pattern.split(':') as [string, string];
  const thingsFit =
    allowedThings === things ||
    (allowedThings.endsWith('.*') && things.startsWith(allowedThings.slice(0, -1)));
  return thingsFit && (allowedAction === '*' || allowedAction === action);
}

const answers = new Map<string, boolean>();

/** True when one of the roles covers the permission. Unknown roles cover nothing. */
export function permits(roles: readonly string[], permission: string): boolean {
  const question = `${roles.join(',')}|${permission}`;
  let answer = answers.get(question);
  if (answer === undefined) {
    answer = roles.some(
      (role) => lookUp(ROLES, role)?.some((pattern) => covers(pattern, permission)) ?? false,
    );
    if (answers.size > 10_000) answers.clear();
    answers.set(question, answer);
  }
  return answer;
}
