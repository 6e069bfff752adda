import { ConfigError, type Settings } from '@chignon/service-kit';

/** Where links of mails lead that only lie in the readable outbox. */
export const TRIAL_URL = 'http://127.0.0.1:8080';

/** How mails go out: through a server or into the readable outbox, and where their links lead. */
export interface MailConfig {
  /** `smtp://` or `smtps://`; absent: the readable outbox. */
  readonly smtpUrl?: string;
  /** The gateway as customers reach it, without a slash at its end. */
  readonly publicUrl: string;
}

/** @throws ConfigError for a server without an address to unsubscribe at: each mail of marketing must have one (R-CM-08) */
export function mailFrom(settings: Settings): MailConfig {
  const smtpUrl = settings.text('SMTP_URL');
  if (smtpUrl !== undefined && !/^smtps?:\/\//.test(smtpUrl))
    throw new ConfigError('SMTP_URL is not an smtp:// or smtps:// URL');
  const publicUrl = settings.url('CHIGNON_PUBLIC_URL');
  if (smtpUrl !== undefined && publicUrl === undefined)
    throw new ConfigError(
      'SMTP_URL is set, but CHIGNON_PUBLIC_URL missing: mails could not say where to unsubscribe. Set the https:// address at which customers reach the gateway',
    );
  return {
    publicUrl: (publicUrl ?? TRIAL_URL).replace(/\/+$/, ''),
    ...(smtpUrl === undefined ? {} : { smtpUrl }),
  };
}
