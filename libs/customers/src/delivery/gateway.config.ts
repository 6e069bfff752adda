import { ConfigError, type Settings } from '@chignon/service-kit';

/** Gateways of the chain for text and push messages. Without one for SMS those are kept in the readable outbox; without one for push nothing goes that way. */
export interface Gateways {
  readonly sms?: string;
  readonly push?: string;
}

/** @throws ConfigError for what is no URL of HTTP */
export function gatewaysFrom(settings: Settings): Gateways {
  const read = (name: 'SMS_URL' | 'PUSH_URL'): string | undefined => {
    const url = settings.text(name);
    if (url !== undefined && !(/^https?:\/\//.test(url) && URL.canParse(url)))
      throw new ConfigError(`${name} is not an http:// or https:// URL`);
    return url;
  };
  const [sms, push] = [read('SMS_URL'), read('PUSH_URL')];
  return {
    ...(sms === undefined ? {} : { sms }),
    ...(push === undefined ? {} : { push }),
  };
}
