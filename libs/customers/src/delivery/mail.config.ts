import { ConfigError, type Settings } from '@chignon/service-kit';

/** The server that mails go out through, `smtp://` or `smtps://`; undefined: the readable outbox. */
export function smtpUrlFrom(settings: Settings): string | undefined {
  const url = settings.text('SMTP_URL');
  if (url !== undefined && !/^smtps?:\/\//.test(url))
    throw new ConfigError('SMTP_URL is not an smtp:// or smtps:// URL');
  return url;
}
