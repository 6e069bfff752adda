import { ConfigError, maskUrl, readConfig } from './config.js';

const CLUSTER = {
  EVENTSTORE_URL: 'esdb://localhost:2113?tls=false',
  MONGO_URL: 'mongodb://localhost:27017/chignon',
  KAFKA_BROKERS: 'a:9092,b:9092',
};

describe('configuration', () => {
  it('is embedded on the loopback address when nothing is said', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      demo: true,
      engines: { kind: 'embedded' },
      oidc: undefined,
    });
    expect(config.dataDir.endsWith('/.chignon')).toBe(true);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes flags before the environment', () =>
    expect(
      readConfig({ CHIGNON_PORT: '1', CHIGNON_DEMO: '1' }, [
        '--port',
        '18080',
        '--no-demo',
        '--data=/srv/x',
      ]),
    ).toMatchObject({ port: 18080, demo: false, dataDir: '/srv/x' }));

  it.each(Object.keys(CLUSTER))('refuses a partial choice of engines and names %s', (missing) =>
    expect(() => readConfig({ ...CLUSTER, [missing]: '' })).toThrow(
      new RegExp(`${missing} missing`),
    ),
  );

  it('takes all three engines', () =>
    expect(readConfig(CLUSTER).engines).toMatchObject({
      kind: 'cluster',
      kafkaBrokers: ['a:9092', 'b:9092'],
    }));

  it.each([
    [{ CHIGNON_PORT: '80x' }, [], 'port'],
    [{ CHIGNON_PORT: '70000' }, [], 'port'],
    [{ OIDC_ISSUER: 'https://id.example' }, [], 'OIDC_AUDIENCE and OIDC_JWKS_URL missing'],
    [{ ...CLUSTER, KAFKA_USERNAME: 'u' }, [], 'KAFKA_PASSWORD missing'],
    [{}, ['--prot', '1'], 'unknown option --prot'],
    [{}, ['--port'], '--port needs a value'],
    [{ BOOKING_URL: 'nowhere' }, [], 'BOOKING_URL'],
    [
      { CHIGNON_FOLLOWER_PATIENCE: '99' },
      [],
      'CHIGNON_FOLLOWER_PATIENCE is 99; expected a whole number from 100 to 600000',
    ],
  ])('refuses %j %j in one line', (environment, args, words) => {
    expect(() => readConfig(environment as never, args)).toThrow(ConfigError);
    expect(() => readConfig(environment as never, args)).toThrow(words);
  });

  it("takes the proxies whose word is believed; nobody's unless said", () => {
    expect([
      readConfig({}).trustedProxies,
      readConfig({ CHIGNON_TRUSTED_PROXIES: 'uniquelocal, 192.0.2.1,2001:db8::/32' })
        .trustedProxies,
    ]).toEqual([[], ['uniquelocal', '192.0.2.1', '2001:db8::/32']]);
    for (const wrong of ['1', 'true', '10.0.0.0/33', '10.0.0/8', '10.0.0.1/8/9', 'proxy.example'])
      expect(() => readConfig({ CHIGNON_TRUSTED_PROXIES: wrong })).toThrow(
        /CHIGNON_TRUSTED_PROXIES/,
      );
  });

  it('masks secrets in what is printed', () =>
    expect(maskUrl('mongodb://u:secret@h/db')).toBe('mongodb://u:***@h/db'));
});
