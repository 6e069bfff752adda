import type { AtTill } from '../../visits/at-till.js';
import { authorityOf } from './authority.js';
import { usualTill } from './till-rules.js';

const standing = (role: string, permissions: readonly string[]): AtTill => ({
  till: usualTill,
  authority: authorityOf(
    { roles: [role], may: (permission) => permissions.includes(permission) },
    usualTill,
    'EUR',
  ),
});

/** Whoever stands at the till of a spec, by the usual rules. */
export const atTill = {
  manager: standing('store-manager', ['booking.prices:override', 'booking.visits:settle']),
  frontDesk: standing('front-desk', ['booking.visits:settle']),
  stylist: standing('stylist', []),
};
