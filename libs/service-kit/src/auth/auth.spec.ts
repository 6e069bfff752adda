import { createServer, type Server } from 'node:http';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from 'jose';
import { ConfigError, readConfig } from '../config.js';
import { Caller } from './caller.js';
import { Permissions, ROLES } from './roles.js';
import { LocalIssuer, TokenError, tokenVerifier } from './tokens.js';

describe('roles: deny by default', () => {
  const permissions = Permissions.of([
    { name: 'insights', roles: { analyst: ['insights.*:read'] } },
    { name: 'inventory', roles: { buyer: ['inventory.*:*'], analyst: ['inventory.*:read'] } },
  ]);
  const permits = (roles: readonly string[], permission: string) =>
    permissions.permits(roles, permission);

  it('covers by whole words only', () => {
    expect(permits(['chain-ops'], 'booking.holds:write')).toBe(true);
    expect(permits(['analyst'], 'insights.sales:read')).toBe(true);
    expect(permits(['analyst'], 'customers.customers:read')).toBe(false);
    expect(permits(['buyer'], 'inventory.imports:write')).toBe(true);
    expect(permits(['buyer'], 'inventoryx.levels:read')).toBe(false);
    expect(permits(['front-desk'], 'platform.operations:read')).toBe(false);
    expect(permits([], 'booking.holds:write')).toBe(false);
    expect(permits(['nobody', 'constructor', '__proto__'], 'booking.holds:write')).toBe(false);
  });

  it('merges what the contexts grant, each for its own permissions', () => {
    expect(permissions.patternsOf('analyst')).toEqual(['insights.*:read', 'inventory.*:read']);
    expect(permissions.patternsOf('stylist')).toEqual([]);
    expect(() => Permissions.of([{ name: 'loyalty', roles: { baker: ['loyalty.*:*'] } }])).toThrow(
      'loyalty grants to baker: no such role',
    );
    for (const pattern of ['*', 'booking.*:*', 'loyaltyx.rules:write'])
      expect(() => Permissions.of([{ name: 'loyalty', roles: { buyer: [pattern] } }])).toThrow(
        `loyalty grants ${pattern}, which is not a permission of its own`,
      );
    expect(Permissions.NONE.permits(['chain-ops'], 'loyalty.rules:write')).toBe(false);
  });

  it('lets only chain operations run the platform', () =>
    expect(
      Object.keys(ROLES).filter((role) => permits([role], 'platform.operations:write')),
    ).toEqual(['chain-ops']));
});

describe('GW-01 scope: what you may not see is not there', () => {
  it('hides other stores', () => {
    const caller = new Caller('x', ['front-desk'], ['harbour'], Permissions.NONE);
    expect(caller.sees('harbour')).toBe(true);
    expect(() => caller.mustSee('old-town')).toThrow(
      expect.objectContaining({ kind: 'not-found', code: 'store-not-found' }),
    );
  });
});

describe('the local issuer', () => {
  let dir: string;
  beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'chignon-auth-'))));
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('keeps its key for its owner only, and the same key when several begin at once', async () => {
    const [a, b] = await Promise.all([LocalIssuer.open(dir), LocalIssuer.open(dir)]);
    expect((await stat(join(dir, 'issuer-key.json'))).mode & 0o077).toBe(0);
    const claims = await b
      .verifier()
      .verify(await a.token({ role: 'front-desk', stores: ['harbour'] }));
    expect(claims).toMatchObject({
      subject: 'front-desk',
      roles: ['front-desk'],
      chain: false,
      stores: ['harbour'],
    });
  });

  it.each([
    ['one that others can read', 0o644, undefined, /can be read or changed by others \(mode 644\)/],
    [
      'one that was cut short',
      0o600,
      '{"kty":"EC","crv":"P-2',
      /is no signing key, or not a whole one/,
    ],
    [
      'a public one',
      0o600,
      '{"kty":"EC","crv":"P-256","x":"a","y":"b","kid":"k"}',
      /is no signing key/,
    ],
    ['nothing', 0o600, '', /is no signing key/],
    ['null', 0o600, 'null', /is no signing key/],
  ])('K9: refuses %s in one line', async (_, mode, text, message) => {
    const other = await mkdtemp(join(tmpdir(), 'chignon-auth-'));
    await LocalIssuer.open(other);
    const file = join(other, 'issuer-key.json');
    if (text !== undefined) await writeFile(file, text);
    await chmod(file, mode);
    const error: unknown = await LocalIssuer.open(other).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
    await rm(other, { recursive: true });
  });

  it('gives the chain only when nothing narrows', async () => {
    const issuer = await LocalIssuer.open(dir);
    expect(await issuer.verifier().verify(await issuer.token({ role: 'chain-ops' }))).toMatchObject(
      { chain: true },
    );
  });
});

describe('tokens of an identity provider', () => {
  let server: Server;
  let url: string;
  let key: CryptoKey;
  let jwks: { keys: JWK[] };
  beforeAll(async () => {
    const pair = await generateKeyPair('RS256');
    key = pair.privateKey;
    jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256' }] };
    server = createServer((_, response) => response.end(JSON.stringify(jwks)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}/jwks`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const verifier = async () =>
    (
      await tokenVerifier(
        readConfig({
          OIDC_ISSUER: 'https://id.example',
          OIDC_AUDIENCE: 'chignon',
          OIDC_JWKS_URL: url,
        }),
      )
    ).verifier;
  const sign = (
    change: (jwt: SignJWT) => SignJWT = (jwt) => jwt,
    claims: Record<string, unknown> = { roles: ['analyst'], stores: ['s1'] },
    kid = 'k1',
  ) =>
    change(
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'at+jwt' })
        .setIssuer('https://id.example')
        .setAudience('chignon')
        .setSubject('u1')
        .setIssuedAt()
        .setExpirationTime('5m'),
    ).sign(key);

  it('takes a good one', async () =>
    expect(await (await verifier()).verify(await sign())).toMatchObject({
      subject: 'u1',
      roles: ['analyst'],
      stores: ['s1'],
      chain: false,
    }));

  it('sees nothing when the token names no scope, or names it badly', async () => {
    expect(
      await (await verifier()).verify(await sign(undefined, { roles: ['chain-ops'] })),
    ).toMatchObject({ chain: false, stores: undefined, regions: undefined });
    expect(
      await (
        await verifier()
      ).verify(await sign(undefined, { roles: 'chain-ops', chain: 'true', stores: 'all' })),
    ).toMatchObject({ roles: [], chain: false, stores: undefined });
  });

  it.each([
    ['another issuer', (jwt: SignJWT) => jwt.setIssuer('https://evil.example')],
    ['another audience', (jwt: SignJWT) => jwt.setAudience('other')],
    [
      'an end in the past',
      (jwt: SignJWT) => jwt.setExpirationTime(Math.floor(Date.now() / 1000) - 60),
    ],
    ['a start in the future', (jwt: SignJWT) => jwt.setNotBefore('1h')],
  ])('refuses %s', async (_, change) =>
    expect((await verifier()).verify(await sign(change))).rejects.toThrow(TokenError),
  );

  it.each([
    ['an identity token', { typ: 'id+jwt' }],
    ['a log-out token', { typ: 'logout+jwt' }],
    ['a token bound to a key', { typ: 'dpop+jwt' }],
    ['a token of no type', {}],
  ])('K13: refuses %s', async (_, typ) => {
    const token = await new SignJWT({ roles: ['analyst'] })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...typ })
      .setIssuer('https://id.example')
      .setAudience('chignon')
      .setSubject('u1')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(key);
    await expect((await verifier()).verify(token)).rejects.toThrow(TokenError);
  });

  it.each([['JWT'], ['jwt'], ['application/at+jwt'], ['AT+JWT']])(
    'K13: takes the type %s',
    async (typ) => {
      const token = await new SignJWT({ roles: ['analyst'] })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', typ })
        .setIssuer('https://id.example')
        .setAudience('chignon')
        .setSubject('u1')
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(key);
      expect(await (await verifier()).verify(token)).toMatchObject({ subject: 'u1' });
    },
  );

  it('K13: refuses one that was issued in the future, and one that lasts for years', async () => {
    const now = Math.floor(Date.now() / 1000);
    await expect(
      (await verifier()).verify(
        await sign((jwt) => jwt.setIssuedAt(now + 7200).setExpirationTime(now + 7500)),
      ),
    ).rejects.toThrow('in the future');
    await expect(
      (await verifier()).verify(
        await sign((jwt) => jwt.setExpirationTime(now + 10 * 365 * 86_400)),
      ),
    ).rejects.toThrow('lasts longer than 24 hours');
  });

  it('K13: says that it cannot tell while there are no keys to look with, and tells once there are', async () => {
    const { port } = server.address() as { port: number };
    const cold = await verifier();
    await new Promise((resolve) => server.close(resolve));
    await expect(cold.verify(await sign())).rejects.toMatchObject({
      name: 'UnavailableError',
      code: 'key-server-away',
    });
    server = createServer((_, response) => response.writeHead(500).end());
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await expect(cold.verify(await sign())).rejects.toMatchObject({ code: 'key-server-away' });
    server.close();
    server.closeAllConnections();
    server = createServer((_, response) => response.end(JSON.stringify(jwks)));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    expect(await (await verifier()).verify(await sign())).toMatchObject({ subject: 'u1' });
  });

  it('refuses an unknown key', async () =>
    expect((await verifier()).verify(await sign(undefined, undefined, 'k2'))).rejects.toThrow(
      TokenError,
    ));

  it('refuses a token without a signature, and one signed by another key', async () => {
    const bare = new UnsecuredJWT({ roles: ['chain-ops'], chain: true })
      .setIssuer('https://id.example')
      .setAudience('chignon')
      .setSubject('x')
      .setIssuedAt()
      .setExpirationTime('1h')
      .encode();
    await expect((await verifier()).verify(bare)).rejects.toThrow(TokenError);
    const other = await generateKeyPair('RS256');
    const forged = await new SignJWT({ chain: true })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1', typ: 'at+jwt' })
      .setIssuer('https://id.example')
      .setAudience('chignon')
      .setSubject('x')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(other.privateKey);
    await expect((await verifier()).verify(forged)).rejects.toThrow(TokenError);
  });
});
