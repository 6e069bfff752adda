import { resolve } from 'node:path';
import {
  ConfigError,
  integer,
  oneOf,
  proxy,
  pseudonymKey,
  share,
  tenderKeys,
  url,
} from './config-values.js';
import { type Environment, Settings } from './settings.js';

import type { KeyRing } from './tenders/key-ring.js';

export { ConfigError, maskUrl } from './config-values.js';

/** What the process was told, parsed once and frozen. Every variable is described in docs/operating.md. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Folder of the embedded engines and of the local issuer's key. */
  readonly dataDir: string;
  readonly demo: boolean;
  readonly instance: string;
  readonly logLevel: string;
  /** Port of `/metrics` for Prometheus; undefined: none. */
  readonly metricsPort: number | undefined;
  /** Where traces are sent; undefined: there are none. */
  readonly tracing: TracingConfig | undefined;
  readonly engines: Engines;
  readonly oidc: Oidc | undefined;
  /** Where each context reads its own part. */
  readonly settings: Settings;
  /** Requests a minute and subject, and of one address those of nobody; 0: no limit. */
  readonly rateLimitPerMinute: number;
  /** Wrong tokens, keys and signatures a minute and address; 0: no limit. */
  readonly guessLimitPerMinute: number;
  /** A token that lasts longer is refused. */
  readonly maxTokenHours: number;
  /** Makes pseudonyms of subjects in events; undefined: a key that the process makes and keeps. */
  readonly pseudonymKey: string | undefined;
  /** Sign and check what owners of tenders reserve, the signing one first; undefined: keys that the process makes and keeps, and none in a cluster. */
  readonly tenderKeys: KeyRing | undefined;
  /** Addresses of one's own servers before this one, whose word on whom they saw is believed; none: nobody's. */
  readonly trustedProxies: readonly string[];
  /** Hour of the day in UTC from which on every context is reconciled with its ledgers each night; undefined: only when asked. */
  readonly reconcileHour: number | undefined;
  /** Who waits for a follower that does not get on is told which one stands, and why, after so long. */
  readonly followerPatienceMs: number;
  readonly bodyLimitBytes: number;
  readonly requestTimeoutMs: number;
  /** Base URL by context, for the gateway; empty in the one-process platform. */
  readonly services: { readonly [context: string]: string };
}

export type Engines =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'cluster';
      readonly eventStoreUrl: string;
      readonly mongoUrl: string;
      readonly kafkaBrokers: readonly string[];
      readonly kafkaSsl: boolean;
      readonly kafkaSessionTimeoutMs: number;
      readonly kafkaSasl:
        | {
            readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
            readonly username: string;
            readonly password: string;
          }
        | undefined;
    };

export interface Oidc {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** Types of tokens that are taken, lower case; `none`: those that name no type. */
  readonly tokenTypes: readonly string[];
}

/** OpenTelemetry's own variables, as far as they are read here. */
export interface TracingConfig {
  /** Takes OTLP over HTTP, `…/v1/traces`. */
  readonly url: string;
  readonly service: string | undefined;
  /** Share of the requests without a caller's trace that are recorded, 0 to 1. */
  readonly ratio: number;
}

const ENGINE_VARIABLES = ['EVENTSTORE_URL', 'MONGO_URL', 'KAFKA_BROKERS'] as const;
const OIDC_VARIABLES = ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URL'] as const;
/** How long a token may last unless the configuration says otherwise: a day. */
export const MAX_TOKEN_HOURS = 24;
/** Guesses a minute and address, where there is a limit at all. */
const GUESSES = 60;
export const CONTEXT_NAMES = [
  'booking',
  'customers',
  'loyalty',
  'marketing',
  'inventory',
  'insights',
] as const;

/**
 * @param environment usually `process.env`
 * @param args what follows the script's name: `--port 18080 --data DIR --no-demo --host 0.0.0.0`; wins over the environment
 * @throws ConfigError that names the variable or flag and what was expected
 */
export function readConfig(environment: Environment, args: readonly string[] = []): Config {
  const flags = readFlags(args);
  const settings = new Settings(environment);
  const text = (name: string): string | undefined => settings.text(name);
  return Object.freeze({
    host: flags.host ?? text('CHIGNON_HOST') ?? '127.0.0.1',
    port: integer('port', flags.port ?? text('CHIGNON_PORT') ?? '8080', 0, 65_535),
    dataDir: resolve(flags.data ?? text('CHIGNON_DATA') ?? '.chignon'),
    demo: flags.demo ?? !['0', 'false', 'no'].includes(text('CHIGNON_DEMO') ?? ''),
    instance: text('CHIGNON_INSTANCE') ?? `${text('HOSTNAME') ?? 'local'}-${process.pid}`,
    metricsPort:
      text('CHIGNON_METRICS_PORT') === undefined
        ? undefined
        : integer('CHIGNON_METRICS_PORT', text('CHIGNON_METRICS_PORT')!, 0, 65_535),
    tracing: readTracing(text),
    logLevel: oneOf('CHIGNON_LOG', text('CHIGNON_LOG') ?? 'warn', [
      'silent',
      'error',
      'warn',
      'info',
      'debug',
    ]),
    engines: readEngines(text),
    oidc: readOidc(text),
    settings,
    guessLimitPerMinute: integer(
      'CHIGNON_GUESS_LIMIT',
      text('CHIGNON_GUESS_LIMIT') ?? String(text('CHIGNON_RATE_LIMIT') === '0' ? 0 : GUESSES),
      0,
      100_000_000,
    ),
    maxTokenHours: integer(
      'CHIGNON_TOKEN_MAX_HOURS',
      text('CHIGNON_TOKEN_MAX_HOURS') ?? String(MAX_TOKEN_HOURS),
      1,
      8784,
    ),
    pseudonymKey: pseudonymKey(text('CHIGNON_PSEUDONYM_KEY')),
    tenderKeys: tenderKeys(text('CHIGNON_TENDER_KEYS')),
    rateLimitPerMinute: integer(
      'CHIGNON_RATE_LIMIT',
      text('CHIGNON_RATE_LIMIT') ?? '60000',
      0,
      100_000_000,
    ),
    trustedProxies: Object.freeze(
      (text('CHIGNON_TRUSTED_PROXIES') ?? '')
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean)
        .map(proxy),
    ),
    reconcileHour:
      text('CHIGNON_RECONCILE_HOUR') === 'off'
        ? undefined
        : integer('CHIGNON_RECONCILE_HOUR', text('CHIGNON_RECONCILE_HOUR') ?? '3', 0, 23),
    followerPatienceMs: integer(
      'CHIGNON_FOLLOWER_PATIENCE',
      text('CHIGNON_FOLLOWER_PATIENCE') ?? '30000',
      100,
      600_000,
    ),
    bodyLimitBytes: integer(
      'CHIGNON_BODY_LIMIT',
      text('CHIGNON_BODY_LIMIT') ?? '1048576',
      1024,
      64 * 1024 * 1024,
    ),
    requestTimeoutMs: integer(
      'CHIGNON_REQUEST_TIMEOUT',
      text('CHIGNON_REQUEST_TIMEOUT') ?? '30000',
      1000,
      600_000,
    ),
    services: Object.freeze(
      Object.fromEntries(
        CONTEXT_NAMES.flatMap((name) =>
          text(`${name.toUpperCase()}_URL`)
            ? [[name, url(`${name.toUpperCase()}_URL`, text(`${name.toUpperCase()}_URL`)!)]]
            : [],
        ),
      ),
    ),
  });
}

function readFlags(args: readonly string[]): {
  port?: string;
  data?: string;
  host?: string;
  demo?: boolean;
} {
  const flags: { port?: string; data?: string; host?: string; demo?: boolean } = {};
  for (let i = 0; i < args.length; i++) {
    const [name, inline] = args[i]!.split('=', 2) as [string, string | undefined];
    if (name === '--no-demo') flags.demo = false;
    else if (name === '--demo') flags.demo = true;
    else if (name === '--port' || name === '--data' || name === '--host') {
      const value = inline ?? args[++i];
      if (!value) throw new ConfigError(`${name} needs a value`);
      flags[name.slice(2) as 'port' | 'data' | 'host'] = value;
    } else
      throw new ConfigError(
        `unknown option ${name}; expected --port, --host, --data, --demo or --no-demo`,
      );
  }
  return flags;
}

function readEngines(text: (name: string) => string | undefined): Engines {
  const given = ENGINE_VARIABLES.filter((name) => text(name));
  if (given.length === 0) return { kind: 'embedded' };
  const missing = ENGINE_VARIABLES.filter((name) => !text(name));
  if (missing.length > 0)
    throw new ConfigError(
      `${given.join(' and ')} set, but ${missing.join(' and ')} missing: set all three for the cluster engines, or none for the embedded ones`,
    );
  const username = text('KAFKA_USERNAME');
  const password = text('KAFKA_PASSWORD');
  if (Boolean(username) !== Boolean(password))
    throw new ConfigError(
      `${username ? 'KAFKA_USERNAME' : 'KAFKA_PASSWORD'} set, but ${username ? 'KAFKA_PASSWORD' : 'KAFKA_USERNAME'} missing`,
    );
  return {
    kind: 'cluster',
    eventStoreUrl: url('EVENTSTORE_URL', text('EVENTSTORE_URL')!),
    mongoUrl: url('MONGO_URL', text('MONGO_URL')!),
    kafkaBrokers: text('KAFKA_BROKERS')!
      .split(',')
      .map((broker) => broker.trim())
      .filter(Boolean),
    kafkaSsl: text('KAFKA_SSL') === 'true',
    kafkaSessionTimeoutMs: integer(
      'KAFKA_SESSION_TIMEOUT',
      text('KAFKA_SESSION_TIMEOUT') ?? '10000',
      1000,
      120_000,
    ),
    kafkaSasl:
      username && password
        ? {
            mechanism: oneOf(
              'KAFKA_SASL_MECHANISM',
              text('KAFKA_SASL_MECHANISM') ?? 'scram-sha-512',
              ['plain', 'scram-sha-256', 'scram-sha-512'],
            ) as 'plain',
            username,
            password,
          }
        : undefined,
  };
}

function readOidc(text: (name: string) => string | undefined): Oidc | undefined {
  const missing = OIDC_VARIABLES.filter((name) => !text(name));
  if (missing.length === OIDC_VARIABLES.length) return undefined;
  if (missing.length > 0)
    throw new ConfigError(`OIDC is half configured: ${missing.join(' and ')} missing`);
  return {
    issuer: text('OIDC_ISSUER')!,
    audience: text('OIDC_AUDIENCE')!,
    jwksUrl: url('OIDC_JWKS_URL', text('OIDC_JWKS_URL')!),
    tokenTypes: (text('OIDC_TOKEN_TYPES') ?? 'at+jwt,JWT')
      .toLowerCase()
      .split(',')
      .map((type) => type.trim())
      .filter(Boolean),
  };
}

function readTracing(text: (name: string) => string | undefined): TracingConfig | undefined {
  const service = text('OTEL_SERVICE_NAME');
  const ratio = share('OTEL_TRACES_SAMPLER_ARG', text('OTEL_TRACES_SAMPLER_ARG') ?? '1');
  const whole = text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const base = text('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (whole !== undefined)
    return { url: url('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', whole), service, ratio };
  if (base === undefined) return undefined;
  const root = url('OTEL_EXPORTER_OTLP_ENDPOINT', base).replace(/\/+$/, '');
  return { url: `${root}/v1/traces`, service, ratio };
}
