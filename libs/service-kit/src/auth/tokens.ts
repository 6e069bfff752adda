import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { UnavailableError } from '@chignon/eventing';
import { LRUCache } from 'lru-cache';
import { link, mkdir, open, unlink, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError, MAX_TOKEN_HOURS, type Config } from '../config.js';

/** The claims this platform reads. Scope is `chain: true`, or `regions` and `stores`; a token that names none sees nothing. */
export interface Claims {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly chain: boolean;
  readonly stores: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
  /** `jti`, by which one token can be revoked. */
  readonly tokenId: string | undefined;
  /** Seconds since 1970: all tokens of a subject from before an instant can be revoked. */
  readonly issuedAt: number;
}

/** What tokens must be like beyond their signature. */
export interface TokenTerms {
  /** Media types of access tokens, lower case, without `application/`; `none` stands for a token that names none. */
  readonly types: readonly string[];
  /** From issue to end, at most. */
  readonly maxHours: number;
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

/** Verifies bearer tokens: issuer, audience, algorithm and type pinned, keys by JWKS with a cool-down. */
export class TokenVerifier {
  private readonly verified = new LRUCache<string, { claims: Claims; exp: number }>({
    max: 5000,
    ttl: REMEMBER_MS,
  });

  constructor(
    private readonly keys: JWTVerifyGetKey,
    private readonly issuer: string,
    private readonly audience: string,
    private readonly terms: TokenTerms,
  ) {}

  /** @throws TokenError; UnavailableError `key-server-away` when no keys could be had to look with */
  async verify(token: string): Promise<Claims> {
    const known = this.verified.get(token);
    if (known && known.exp * 1000 > Date.now()) return known.claims;
    if (token.length > MAX_TOKEN_LENGTH) throw new TokenError('the token is too long');
    const { payload, protectedHeader } = await this.signed(token);
    const { sub, exp, iat, jti } = payload;
    this.mustBeUsable(protectedHeader, exp!, iat!);
    const claims: Claims = {
      subject: sub!,
      roles: strings(payload['roles']) ?? [],
      chain: payload['chain'] === true,
      stores: strings(payload['stores']),
      regions: strings(payload['regions']),
      tokenId: typeof jti === 'string' ? jti : undefined,
      issuedAt: iat!,
    };
    this.verified.set(token, { claims, exp: exp! });
    return claims;
  }

  private async signed(
    token: string,
  ): Promise<{ payload: JWTPayload; protectedHeader: JWTHeaderParameters }> {
    let keysAway: unknown;
    const keys: JWTVerifyGetKey = async (header, input) => {
      try {
        return await this.keys(header, input);
      } catch (error) {
        if (!(
          error instanceof errors.JWKSNoMatchingKey ||
          error instanceof errors.JWKSMultipleMatchingKeys ||
          error instanceof errors.JOSENotSupported
        ))
          keysAway = error;
        throw error;
      }
    };
    try {
      return await jwtVerify(token, keys, {
        issuer: this.issuer,
        audience: this.audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
    } catch (error) {
      // Nothing is known of the token: whoever holds a good one must not be told to log in again.
      if (keysAway !== undefined)
        throw new UnavailableError(
          'key-server-away',
          'The keys of the identity provider cannot be read at present. Try again.',
        );
      throw new TokenError(error instanceof Error ? error.message : 'the token is not valid');
    }
  }

  /** An identity token, a log-out token or one that is bound to a key is signed by the same issuer, and is no access token. */
  private mustBeUsable({ typ }: JWTHeaderParameters, exp: number, iat: number): void {
    const type = typ === undefined ? 'none' : typ.toLowerCase().replace(/^application\//, '');
    if (!this.terms.types.includes(type))
      throw new TokenError(`the token is of type ${type.slice(0, 40)}`);
    if (iat > Date.now() / 1000 + CLOCK_TOLERANCE_S)
      throw new TokenError('the token was issued in the future');
    if (exp - iat > this.terms.maxHours * 3600)
      throw new TokenError(`the token lasts longer than ${this.terms.maxHours} hours`);
  }
}

const strings = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? (value as string[])
    : undefined;

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

  verifier(maxHours = MAX_TOKEN_HOURS): TokenVerifier {
    const { d: _private, ...open } = this.key;
    return new TokenVerifier(createLocalJWKSet({ keys: [open] }), LOCAL_ISSUER, LOCAL_AUDIENCE, {
      types: ['jwt'],
      maxHours,
    });
  }

  /** A signed token for a role; `stores` and `regions` narrow what it sees. */
  async token(grant: {
    role: string;
    stores?: readonly string[];
    regions?: readonly string[];
    subject?: string;
    hours?: number;
  }): Promise<string> {
    const key = await importJWK(this.key, 'ES256');
    const narrowed = {
      ...(grant.stores?.length ? { stores: grant.stores } : {}),
      ...(grant.regions?.length ? { regions: grant.regions } : {}),
    };
    return new SignJWT({
      roles: [grant.role],
      ...(Object.keys(narrowed).length > 0 ? narrowed : { chain: true }),
    })
      .setProtectedHeader({ alg: 'ES256', kid: this.key.kid!, typ: 'JWT' })
      .setIssuer(LOCAL_ISSUER)
      .setAudience(LOCAL_AUDIENCE)
      .setSubject(grant.subject ?? grant.role)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${grant.hours ?? 12}h`)
      .sign(key);
  }
}

/** @throws ConfigError when others can read it too, or it is no key */
async function readKey(file: string): Promise<JWK | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (!handle) return undefined;
  try {
    const { mode } = await handle.stat();
    if ((mode & OTHERS) !== 0)
      throw new ConfigError(
        `${file} can be read or changed by others (mode ${(mode & 0o777).toString(8)}): whoever has it can be anybody. Run chmod 600 on it if nobody has, else delete it; a new one is made and all tokens in use end`,
      );
    return keyOf(await handle.readFile('utf8'), file);
  } finally {
    await handle.close();
  }
}

/** Bits of a file's mode that give it to anybody but its owner. */
const OTHERS = 0o077;

function keyOf(text: string, file: string): JWK {
  let key: unknown;
  try {
    key = JSON.parse(text);
  } catch {
    key = undefined;
  }
  const { kty, d, x, y, kid } = (key ?? {}) as JWK;
  if (kty !== 'EC' || [d, x, y, kid].some((part) => typeof part !== 'string' || part === ''))
    throw new ConfigError(
      `${file} is no signing key, or not a whole one: restore it from a backup, or delete it; a new one is made and all tokens in use end`,
    );
  return key as JWK;
}

/** The verifier the configuration asks for: the chain's own identity provider, or the local issuer. */
export async function tokenVerifier(
  config: Config,
): Promise<{ verifier: TokenVerifier; local: LocalIssuer | undefined }> {
  if (config.oidc) {
    const { issuer, audience, jwksUrl, tokenTypes } = config.oidc;
    const keys = createRemoteJWKSet(new URL(jwksUrl), {
      cooldownDuration: 30_000,
      timeoutDuration: 5000,
    });
    return {
      verifier: new TokenVerifier(keys, issuer, audience, {
        types: tokenTypes,
        maxHours: config.maxTokenHours,
      }),
      local: undefined,
    };
  }
  const local = await LocalIssuer.open(config.dataDir);
  return { verifier: local.verifier(config.maxTokenHours), local };
}
