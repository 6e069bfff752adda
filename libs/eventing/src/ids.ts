import { hash } from 'node:crypto';

/** Namespace of the ids derived here (a random UUID, fixed for ever). */
const NAMESPACE = Buffer.from('6f1f0ac2b7d34b1f9a6b0d7c54e2a913', 'hex');

/** UUID v5: the same name gives the same id, so that a repeat is recognised as one. */
export function deriveId(name: string): string {
  const named = Buffer.allocUnsafe(NAMESPACE.length + Buffer.byteLength(name));
  named.write(name, NAMESPACE.copy(named));
  const hex = hash('sha1', named, 'hex');
  // Version 5, and of the variant's digit its two lower bits: 8, 9, a or b.
  const variant = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** SHA-256 as lower-case hex. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** JSON with sorted keys: equal values give equal text whatever the order of their fields. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const record = value as Record<string, unknown>;
  const parts: string[] = [];
  for (const key of Object.keys(record).sort())
    if (record[key] !== undefined) parts.push(`${JSON.stringify(key)}:${canonical(record[key])}`);
  return `{${parts.join(',')}}`;
}
