import { ConfigError, Settings } from '@chignon/service-kit';
import { smtpUrlFrom } from './mail.config.js';

describe('how mails go out', () => {
  const read = (SMTP_URL: string) => smtpUrlFrom(new Settings({ SMTP_URL }));

  it('is by SMTP when a server is named, else by the readable outbox', () => {
    expect(read('smtps://u:p@mail.example:465')).toBe('smtps://u:p@mail.example:465');
    expect(read('')).toBeUndefined();
    expect(() => read('http://x')).toThrow(ConfigError);
    expect(() => read('http://x')).toThrow('SMTP_URL is not an smtp:// or smtps:// URL');
  });
});
