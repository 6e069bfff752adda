import { ConfigError, Settings } from '@chignon/service-kit';
import { mailFrom, TRIAL_URL } from './mail.config.js';

describe('how mails go out', () => {
  const read = (SMTP_URL: string, CHIGNON_PUBLIC_URL = 'https://salon.example/') =>
    mailFrom(new Settings({ SMTP_URL, CHIGNON_PUBLIC_URL }));

  it('is by SMTP when a server is named, else by the readable outbox', () => {
    expect(read('smtps://u:p@mail.example:465')).toEqual({
      smtpUrl: 'smtps://u:p@mail.example:465',
      publicUrl: 'https://salon.example',
    });
    expect(read('', '')).toEqual({ publicUrl: TRIAL_URL });
    expect(() => read('http://x')).toThrow(ConfigError);
    expect(() => read('http://x')).toThrow('SMTP_URL is not an smtp:// or smtps:// URL');
  });

  it('R-CM-08: a server needs the address at which customers unsubscribe', () => {
    expect(() => read('smtp://mail:25', '')).toThrow('CHIGNON_PUBLIC_URL missing');
    expect(() => read('', 'salon')).toThrow('CHIGNON_PUBLIC_URL is not a URL');
  });
});
