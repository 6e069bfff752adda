import { createLocalJWKSet, createRemoteJWKSet, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT, type JWK, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from '../config.js';

/** The claims this platform reads. Scope is `chain: true`, or `regions` and `stores`; a token that names none sees nothing. */
export interface Claims {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly chain: boolean;
  readonly stores: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
}

/** The token is not one of ours, or no longer. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}

/** Only these; a token cannot choose another. */
const ALGORITHMS = ['ES256', 'RS256', 'EdDSA'];
const CLOCK_TOLERANCE_S = 5;
/** A verified token is trusted this long without verifying its signature again, never past its own end. */
const REMEMBER_MS = 60_000;
const LOCAL_ISSUER = 'urn:chignon:local';
const LOCAL_AUDIENCE = 'chignon';
const KEY_FILE = 'issuer-key.json';
const MAX_TOKEN_LENGTH = 8192;

/** Verifies bearer tokens: issuer, audience and algorithm pinned, keys by JWKS with a cool-down. */
export class TokenVerifier {
  private readonly verified = new LRUCache<string, { claims: Claims; exp: number }>({ max: 5000, ttl: REMEMBER_MS });

  constructor(
    private readonly keys: JWTVerifyGetKey,
    private readonly issuer: string,
    private readonly audience: string,
  ) {}

  /** @throws TokenError */
  async verify(token: string): Promise<Claims> {
    const known = this.verified.get(token);
    if (known && known.exp * 1000 > Date.now()) return known.claims;
    if (token.length > MAX_TOKEN_LENGTH) throw new TokenError('the token is too long');
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, this.keys, { issuer: this.issuer, audience: this.audience, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE_S, requiredClaims: ['sub', 'exp', 'iat'] }));
    } catch (error) {
      throw new TokenError(error instanceof Error ? error.message : 'the token is not valid');
    }
    const claims: Claims = { subject: payload.sub!, roles: strings(payload['roles']) ?? [], chain: payload['chain'] === true, stores: strings(payload['stores']), regions: strings(payload['regions']) };
    this.verified.set(token, { claims, exp: payload.exp! });
    return claims;
  }
}

const strings = (value: unknown): readonly string[] | undefined => (Array.isArray(value) && value.every((item) => typeof item === 'string') ? (value as string[]) : undefined);

/** The issuer of the one-process platform: its key lies in the data folder, readable by its owner only. */
export class LocalIssuer {
  private constructor(private readonly key: JWK) {}

  /** Opens the key in the folder, or makes one; of several processes that begin at once, one makes it. */
  static async open(dataDir: string): Promise<LocalIssuer> {
    const file = join(dataDir, KEY_FILE);
    const known = await readKey(file);
    if (known) return new LocalIssuer(known);
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const key = { ...(await exportJWK(privateKey)), alg: 'ES256', kid: randomUUID() };
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify(key), { mode: 0o600, flush: true });
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await unlink(draft);
    return new LocalIssuer((await readKey(file))!);
  }

  verifier(): TokenVerifier {
    const { d: _private, ...open } = this.key;
    return new TokenVerifier(createLocalJWKSet({ keys: [open] }), LOCAL_ISSUER, LOCAL_AUDIENCE);
  }

  /** A signed token for a role; `stores` and `regions` narrow what it sees. */
  async token(grant: { role: string; stores?: readonly string[]; regions?: readonly string[]; subject?: string; hours?: number }): Promise<string> {
    const key = await importJWK(this.key, 'ES256');
    const narrowed = { ...(grant.stores?.length ? { stores: grant.stores } : {}), ...(grant.regions?.length ? { regions: grant.regions } : {}) };
    return new SignJWT({ roles: [grant.role], ...(Object.keys(narrowed).length > 0 ? narrowed : { chain: true }) })
      .setProtectedHeader({ alg: 'ES256', kid: this.key.kid!, typ: 'JWT' })
      .setIssuer(LOCAL_ISSUER)
      .setAudience(LOCAL_AUDIENCE)
      .setSubject(grant.subject ?? grant.role)
      .setIssuedAt()
      .setExpirationTime(`${grant.hours ?? 12}h`)
      .sign(key);
  }
}

async function readKey(file: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The verifier the configuration asks for: the chain's own identity provider, or the local issuer. */
export async function tokenVerifier(config: Config): Promise<{ verifier: TokenVerifier; local: LocalIssuer | undefined }> {
  if (config.oidc) {
    const keys = createRemoteJWKSet(new URL(config.oidc.jwksUrl), { cooldownDuration: 30_000, timeoutDuration: 5000 });
    return { verifier: new TokenVerifier(keys, config.oidc.issuer, config.oidc.audience), local: undefined };
  }
  const local = await LocalIssuer.open(config.dataDir);
  return { verifier: local.verifier(), local };
}
