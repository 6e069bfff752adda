import { isUtf8 } from 'node:buffer';
import { malformed } from './problems.js';

const MAX_DEPTH = 32;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * JSON for a ledger: what `JSON.parse` would silently change is refused. Not UTF-8, NUL characters, duplicate keys,
 * depth over 32, numbers that a double cannot hold exactly (`1e400`, 2^53+1).
 * @throws HttpProblem 400
 */
export function strictJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw malformed('body-not-utf8', 'The body is not valid UTF-8.');
  const text = body.toString('utf8');
  scan(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed('json-malformed', 'The body is not JSON.');
  }
}

/** One pass over the text; leaves syntax errors to `JSON.parse`. */
function scan(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let keyMayFollow = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) {
      const start = i;
      for (i++; i < text.length && text.charCodeAt(i) !== 0x22; i++)
        if (text.charCodeAt(i) === 0x5c) i++;
      const raw = text.slice(start, i + 1);
      if (raw.includes('\\u0000'))
        throw malformed('json-null-character', 'A text contains the character NUL.');
      const keys = open[open.length - 1];
      if (keyMayFollow && keys) noteKey(keys, raw);
      keyMayFollow = false;
    } else if (c === 0x7b || c === 0x5b) {
      if (open.length >= MAX_DEPTH)
        throw malformed('json-too-deep', 'The body is nested too deeply.', {
          expected: `at most ${MAX_DEPTH} levels`,
        });
      open.push(c === 0x7b ? new Set() : undefined);
      keyMayFollow = c === 0x7b;
    } else if (c === 0x7d || c === 0x5d) {
      open.pop();
      keyMayFollow = false;
    } else if (c === 0x2c) {
      keyMayFollow = open[open.length - 1] !== undefined;
    } else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) {
      NUMBER.lastIndex = i;
      const digits = NUMBER.exec(text)?.[0];
      if (!digits) continue;
      checkNumber(digits);
      i += digits.length - 1;
    }
  }
}

function noteKey(keys: Set<string>, raw: string): void {
  let key = raw;
  if (raw.includes('\\')) {
    try {
      key = JSON.stringify(JSON.parse(raw));
    } catch {
      return;
    }
  }
  if (keys.has(key))
    throw malformed('json-duplicate-key', 'A key occurs twice in one object.', {
      field: key.slice(1, -1).slice(0, 100),
    });
  keys.add(key);
}

function checkNumber(digits: string): void {
  const value = Number(digits);
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    throw malformed('json-number-out-of-range', 'A number is too large to be kept exactly.', {
      expected: 'numbers within ±(2^53 − 1)',
      value: digits.slice(0, 40),
    });
}
