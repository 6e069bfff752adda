import { ConfigError, Settings } from '@chignon/service-kit';
import { stripeFrom } from './payments.config.js';

const secrets = { STRIPE_SECRET_KEY: 'sk', STRIPE_WEBHOOK_SECRET: 'whsec' };
const read = (environment: Record<string, string>) => stripeFrom(new Settings(environment));

describe('BK-05 how Stripe is configured', () => {
  it('takes both secrets, and its own URL unless told another', () => {
    expect(read({})).toBeUndefined();
    expect(read(secrets)).toEqual({
      secretKey: 'sk',
      webhookSecret: 'whsec',
      apiUrl: undefined,
    });
    expect(read({ ...secrets, STRIPE_API_URL: 'http://127.0.0.1:12111' })?.apiUrl).toBe(
      'http://127.0.0.1:12111',
    );
  });

  it.each([
    [{ STRIPE_SECRET_KEY: 'sk' }, 'STRIPE_WEBHOOK_SECRET missing'],
    [{ STRIPE_WEBHOOK_SECRET: 'whsec', STRIPE_SECRET_KEY: ' ' }, 'STRIPE_SECRET_KEY missing'],
    [{ STRIPE_API_URL: 'http://x' }, 'STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET missing'],
    [{ ...secrets, STRIPE_API_URL: 'nowhere' }, 'STRIPE_API_URL is not a URL'],
  ])('refuses %j in one line', (environment, words) => {
    expect(() => read(environment as Record<string, string>)).toThrow(ConfigError);
    expect(() => read(environment as Record<string, string>)).toThrow(words);
  });
});
