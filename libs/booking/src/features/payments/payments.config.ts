import { ConfigError, type Settings } from '@chignon/service-kit';
import type { StripeSettings } from './stripe.effects.js';

/** @returns undefined: deposits are taken by hand only */
export function stripeFrom(settings: Settings): StripeSettings | undefined {
  const secrets = settings.together('Stripe', ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']);
  const apiUrl = settings.url('STRIPE_API_URL');
  if (secrets)
    return {
      secretKey: secrets.STRIPE_SECRET_KEY,
      webhookSecret: secrets.STRIPE_WEBHOOK_SECRET,
      apiUrl,
    };
  if (apiUrl !== undefined)
    throw new ConfigError(
      'Stripe is half configured: STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET missing',
    );
  return undefined;
}
