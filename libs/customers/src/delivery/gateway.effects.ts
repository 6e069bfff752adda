import { UnavailableError } from '@chignon/eventing';
import type { MessageProvider, ProviderAnswer } from './customers.effects.js';

/** One message takes no longer than this, so that a silent gateway does not hold up the others for ever. */
const TIMEOUT_MS = 10_000;

/**
 * Sends through a gateway of the chain that speaks to its SMS provider or its app: `POST` of `{ messageId, to, title, text, language, storeId }` as JSON, user and
 * password of the URL as basic authentication, `Idempotency-Key` the message. Any 2xx: taken. 408, 429 and 5xx: a "no" that may pass. 401, 403, or no answer at all:
 * the gateway is away. Any other answer is final for this message.
 * @param url `https://user:password@sms.example.com/send`
 */
export function gatewayProvider(channel: 'sms' | 'push', url: string): MessageProvider {
  const { username, password, ...at } = partsOf(url);
  const authorization: Record<string, string> =
    username === '' && password === ''
      ? {}
      : { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  return {
    channel,
    async send({ messageId, to, subject, text, language, storeId }): Promise<ProviderAnswer> {
      const status = await post(at.url, {
        headers: {
          'content-type': 'application/json',
          'idempotency-key': messageId,
          ...authorization,
        },
        body: JSON.stringify({ messageId, to, title: subject, text, language, storeId }),
      });
      if (status >= 200 && status < 300) return 'accepted';
      if (status === 401 || status === 403) throw away(channel, String(status));
      return status === 408 || status === 429 || status >= 500
        ? { deferred: String(status) }
        : { rejected: String(status) };
    },
  };

  async function post(
    to: string,
    message: { headers: Record<string, string>; body: string },
  ): Promise<number> {
    try {
      const response = await fetch(to, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...message,
      });
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      throw away(channel, (error as Error).name);
    }
  }
}

const away = (channel: string, why: string): UnavailableError =>
  new UnavailableError(
    'message-gateway-unavailable',
    `The gateway for ${channel} messages did not answer (${why}).`,
  );

function partsOf(url: string): { url: string; username: string; password: string } {
  const at = new URL(url);
  const [username, password] = [at.username, at.password].map(decodeURIComponent) as [
    string,
    string,
  ];
  at.username = '';
  at.password = '';
  return { url: at.toString(), username, password };
}
