import { canonical, invalid, type Message, OWNED_KINDS, type Reservation } from '@chignon/eventing';
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { link, mkdir, open, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, type Config } from '../config.js';
import { keyRing, type KeyRing, type TenderKey } from './key-ring.js';

/** Injection token of the keys. */
export const TENDER_KEYS = 'tenders:keys';

const FILE = 'tender-keys.json';
/** Bits of a file's mode that give it to anybody but its owner. */
const OTHERS = 0o077;
/** Characters of a signed reservation, and of a signed event: a void repeats every line of its visit. */
const MAX_LENGTH = 4096;
export const MAX_PREVIEW = 800_000;
/** What stands before everything that is signed, so that no signature of another purpose is one of these. */
const RESERVATION = 'chignon-reservation-1';
const PREVIEW = 'chignon-preview-1';

const macOf = (secret: string, purpose: string, payload: string): Buffer =>
  createHmac('sha256', secret).update(`${purpose}.${payload}`).digest();

/**
 * Signs what owners of tenders reserve and what would be published, and reads what was signed: `<key id>.<base64url JSON>.<base64url HMAC-SHA-256>`. The first key signs, all
 * of them are believed: a new key is put first on every service, and the old one goes when the last reservation under it has expired.
 */
export class TenderKeys {
  private readonly byId: ReadonlyMap<string, TenderKey>;

  constructor(private readonly keys: KeyRing) {
    this.byId = new Map(keys.map((key) => [key.id, key]));
  }

  /**
   * The keys that the configuration names; in one process on the embedded engines else those of the data folder, made at the first start.
   * @throws ConfigError in a cluster without configured keys, and for a file that others can read or that is none of ours
   */
  static async open(
    config: Pick<Config, 'tenderKeys' | 'engines' | 'dataDir'>,
  ): Promise<TenderKeys> {
    if (config.tenderKeys) return new TenderKeys(config.tenderKeys);
    if (config.engines.kind === 'cluster')
      throw new ConfigError(
        'CHIGNON_TENDER_KEYS is missing: services that settle bills and those that own tenders share it, or no reservation would be believed',
      );
    const file = join(config.dataDir, FILE);
    const known = await readKeys(file);
    if (known) return new TenderKeys(known);
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}`;
    const made = [{ id: randomBytes(4).toString('hex'), secret: randomBytes(32).toString('hex') }];
    await writeFile(draft, JSON.stringify(made), { mode: 0o600, flush: true });
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await unlink(draft);
    return new TenderKeys((await readKeys(file))!);
  }

  /** The same reservation gives the same text under the same key. */
  sign(reservation: Reservation): string {
    return this.signed(RESERVATION, reservation);
  }

  /** @throws Refusal 422 `reservation-forged`, naming the field, for whatever no owner of this platform signed */
  read(signed: string, field: string): Reservation {
    const reservation = this.opened(RESERVATION, signed, MAX_LENGTH);
    if (reservation === undefined)
      throw invalid('reservation-forged', 'No owner of a tender has signed this reservation.', {
        field,
        expected: 'a reservation as its owner answered it, unchanged',
      });
    return reservation as Reservation;
  }

  /** An event that is not published, for those who would hear it: they believe its shape, and that whoever asks may see it. */
  signPreview(message: Message): string {
    return this.signed(PREVIEW, message);
  }

  /** @throws Refusal 422 `preview-forged`, naming the field, for whatever this platform did not sign */
  readPreview(signed: string, field: string): Message {
    const message = this.opened(PREVIEW, signed, MAX_PREVIEW);
    if (message === undefined)
      throw invalid('preview-forged', 'No preview of this platform has this event.', {
        field,
        expected: 'an event as the preview answered it, unchanged',
      });
    return message as Message;
  }

  private signed(purpose: string, value: unknown): string {
    const [{ id, secret }] = this.keys;
    const payload = Buffer.from(canonical(value)).toString('base64url');
    return `${id}.${payload}.${macOf(secret, purpose, payload).toString('base64url')}`;
  }

  /** @returns undefined for what none of the keys signed for this purpose */
  private opened(purpose: string, signed: string, maxLength: number): unknown {
    if (signed.length > maxLength) return undefined;
    const [id, payload, mac, more] = signed.split('.');
    const key = id === undefined ? undefined : this.byId.get(id);
    if (!key || payload === undefined || mac === undefined || more !== undefined) return undefined;
    const [expected, given] = [macOf(key.secret, purpose, payload), Buffer.from(mac, 'base64url')];
    // Base64 has more than one text for the same bytes: the one that was made counts.
    if (
      given.length !== expected.length ||
      !timingSafeEqual(given, expected) ||
      mac !== expected.toString('base64url')
    )
      return undefined;
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as unknown;
  }
}

async function readKeys(file: string): Promise<KeyRing | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (!handle) return undefined;
  try {
    const { mode } = await handle.stat();
    if ((mode & OTHERS) !== 0)
      throw new ConfigError(
        `${file} can be read or changed by others (mode ${(mode & 0o777).toString(8)}): whoever has it can pay with money that is not there. Run chmod 600 on it if nobody has, else delete it; a new one is made and reservations not yet settled end`,
      );
    const keys = parsed(await handle.readFile('utf8'));
    if (!keys)
      throw new ConfigError(
        `${file} holds no keys, or not whole ones: restore it from a backup, or delete it; a new one is made and reservations not yet settled end`,
      );
    return keys;
  } finally {
    await handle.close();
  }
}

function parsed(text: string): KeyRing | undefined {
  try {
    return keyRing(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Each kind has one owner, and is a word that no chain lists as its own. @throws Error at the start for a word that is none, or one with two owners */
export function checkOwners(
  owners: readonly { readonly context: string; readonly kind: string }[],
): void {
  const by = new Map<string, string>();
  for (const { context, kind } of owners) {
    if (!(OWNED_KINDS as readonly string[]).includes(kind))
      throw new Error(
        `${context} owns the tender ${kind}; expected one of ${OWNED_KINDS.join(', ')}`,
      );
    const other = by.get(kind);
    if (other !== undefined) throw new Error(`${context} and ${other} both own the tender ${kind}`);
    by.set(kind, context);
  }
}
