import { isIP } from 'node:net';
import { type KeyRing, keyRingOf, MIN_SECRET } from './tenders/key-ring.js';

const MIN_PSEUDONYM_KEY = 32;

/** The configuration is wrong or incomplete: one clear line, exit code 1, no partial start. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export function integer(name: string, value: string, min: number, max: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (!(number >= min && number <= max))
    throw new ConfigError(`${name} is ${value}; expected a whole number from ${min} to ${max}`);
  return number;
}

export function oneOf(name: string, value: string, allowed: readonly string[]): string {
  if (!allowed.includes(value))
    throw new ConfigError(`${name} is ${value}; expected one of ${allowed.join(', ')}`);
  return value;
}

export function url(name: string, value: string): string {
  if (!URL.canParse(value.split(',')[0]!)) throw new ConfigError(`${name} is not a URL`);
  return value;
}

/** An address, a network of them, or one of the names that stand for the usual ones. */
export function proxy(value: string): string {
  const [address, bits, more] = value.split('/') as [string, string?, string?];
  const family = isIP(address);
  const fits =
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
  if (
    !['loopback', 'linklocal', 'uniquelocal'].includes(value) &&
    (family === 0 || !fits || more !== undefined)
  )
    throw new ConfigError(
      `CHIGNON_TRUSTED_PROXIES has ${value}; expected addresses, networks such as 10.0.0.0/8, loopback, linklocal or uniquelocal`,
    );
  return value;
}

export function pseudonymKey(value: string | undefined): string | undefined {
  if (value !== undefined && value.length < MIN_PSEUDONYM_KEY)
    throw new ConfigError(
      `CHIGNON_PSEUDONYM_KEY is too short; expected at least ${MIN_PSEUDONYM_KEY} characters, made by chance`,
    );
  return value;
}

/** Keys by which reservations of tenders are signed. Never says what the secrets are. */
export function tenderKeys(value: string | undefined): KeyRing | undefined {
  const keys = value === undefined ? undefined : keyRingOf(value);
  if (value !== undefined && !keys)
    throw new ConfigError(
      `CHIGNON_TENDER_KEYS is not a list of id:secret, comma-separated; expected ids of their own, of letters and digits, and secrets of at least ${MIN_SECRET} characters without comma and colon, made by chance`,
    );
  return keys;
}

/** URL without its password, for what the start prints. */
export const maskUrl = (value: string): string => value.replace(/(\/\/[^:/@]+:)[^@]+@/, '$1***@');

/** A number from 0 to 1. */
export function share(name: string, value: string): number {
  if (!/^\d*\.?\d+$/.test(value) || Number(value) > 1)
    throw new ConfigError(`${name} is ${value}; expected a share from 0 to 1`);
  return Number(value);
}
