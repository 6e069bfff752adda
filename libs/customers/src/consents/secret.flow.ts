import { ConflictError, deriveId, type Collection, type Tools } from '@chignon/eventing';
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { AddressKind } from './address.js';

/** What addresses and codes are hashed and links are sealed with; never leaves the documents. */
export const consentSecrets: Collection<{ readonly id: string; readonly secret: string }> = {
  name: 'customers.consent-secrets',
  indexes: {},
};
const SECRET_ID = 'consents';

const KEY_LENGTH = 22;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** Hashes addresses and seals texts, so that nobody without the secret can tell or make either. */
export interface Sealer {
  /** Stands for an address: the same one for ever, and not to be turned back. */
  addressKey(kind: AddressKind, address: string): string;
  /** An id made of a text: the same one for ever, and nobody else can tell which text it is of, however few there may be. */
  idOf(what: string, text: string): string;
  /** A text that nobody reads or makes but this platform, for URLs; the same for the same text. */
  seal(text: string): string;
  /** @returns undefined for whatever was not sealed here */
  unseal(sealed: string): string | undefined;
}

/** The sealer of this platform, with a secret made by chance the first time. */
export async function sealerOf({ documents }: Tools): Promise<Sealer> {
  let kept = await documents.get(consentSecrets, SECRET_ID);
  if (!kept) {
    await documents
      .put(
        consentSecrets,
        { id: SECRET_ID, secret: randomBytes(32).toString('hex') },
        { expected: 0 },
      )
      .catch((error: unknown) => {
        if (!(error instanceof ConflictError)) throw error;
      });
    kept = (await documents.get(consentSecrets, SECRET_ID))!;
  }
  return sealerWith(kept.secret);
}

/** @param secret 32 bytes as hex; each use has a key of its own, derived from it */
export function sealerWith(secret: string): Sealer {
  const mac = (use: string, text: string): Buffer =>
    createHmac('sha256', createHmac('sha256', secret).update(use).digest()).update(text).digest();
  const key = createHmac('sha256', secret).update('seal').digest();
  return {
    addressKey: (kind, address) =>
      mac('address', `${kind}|${address}`).toString('base64url').slice(0, KEY_LENGTH),
    idOf: (what, text) => deriveId(`${what}|${mac('id', `${what}|${text}`).toString('hex')}`),
    seal: (text) => {
      // Made of the text itself, so the same message has the same link, and two texts never share one.
      const iv = mac('iv', text).subarray(0, IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
    },
    unseal: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
      const cipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const body = cipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
        return Buffer.concat([body, cipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
