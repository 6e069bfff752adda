import { type Context, merge } from '@chignon/eventing';
import type { Settings } from '@chignon/service-kit';
import { agendaPart } from './agenda/index.js';
import { depositsPart } from './deposits/index.js';
import { byHand, type PaymentProvider } from './deposits/payments.js';
import { deskPart } from './desk/index.js';
import { stripeFrom } from './features/payments/payments.config.js';
import { stripePayments } from './features/payments/stripe.effects.js';
import { features } from './features/index.js';
import { salonPart } from './salon/index.js';
import { visitsPart } from './visits/index.js';
import { roles } from './roles.js';

/**
 * Booking: when somebody may come (agenda), and what happened when they came (visits); the stores, catalogue and roster that both stand on.
 * Each part knows those before it, never those after it.
 * @param payments who takes deposits online; left out: they are taken by hand only
 */
export const bookingContext = ({
  payments = byHand,
}: { payments?: PaymentProvider } = {}): Context => ({
  ...merge(
    'booking',
    salonPart,
    visitsPart,
    agendaPart,
    depositsPart,
    deskPart,
    ...features(payments),
  ),
  roles,
});

export const booking: Context = bookingContext();

/** Booking as the process is configured. @throws ConfigError */
export function bookingFrom(settings: Settings): Context {
  const stripe = stripeFrom(settings);
  return {
    ...bookingContext(stripe ? { payments: stripePayments(stripe) } : {}),
    choices: {
      payments: stripe
        ? 'Stripe, and by hand'
        : 'by hand (set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET for Stripe)',
    },
  };
}

export { agenda } from './agenda/agenda.js';
export { daySheets } from './agenda/day-sheet.view.js';
export { courses } from './features/courses/course-ledger.js';
export { salonEvents } from './features/salon-events/salon-event-ledger.js';
export { visits } from './visits/visit-ledger.js';
export { listedVisits } from './visits/visits.view.js';
export { stripePayments } from './features/payments/stripe.effects.js';
export type { PaymentProvider } from './deposits/payments.js';
