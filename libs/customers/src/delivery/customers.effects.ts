import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import {
  UnavailableError,
  type CommandMetadata,
  type Collection,
  effect,
  type Effect,
  type Tools,
} from '@chignon/eventing';
import { refusedByAddress } from '../consents/by-address.flow.js';
import { linkKey } from '../consents/refusing.flow.js';
import { sealerOf } from '../consents/secret.flow.js';
import { personOf } from '../identity/person.flow.js';
import { delivery, type DeliveryChannel, type DeliveryCommand } from './delivery-ledger.js';
import { CONSENT_OF, type Mail, resolve, type UnsubscribeUrl, type Way } from './resolve.js';

/** What a provider said to one message: taken, a final "no", or one that may pass, each with the provider's code. */
export type ProviderAnswer =
  'accepted' | { readonly rejected: string } | { readonly deferred: string };

/**
 * Who carries messages of one way: mails, text messages, push messages. `send` resolves when the provider has taken the message or said no to it; it throws
 * `UnavailableError` when the provider is away for every message. The same message may be sent twice (after a crash): tell it by `messageId`.
 */
export interface MessageProvider {
  /** What is recorded as the way that it went. */
  readonly channel: DeliveryChannel;
  send(mail: Mail, tools: Tools): Promise<ProviderAnswer>;
}

/** Who carries mails. */
export interface MailProvider extends MessageProvider {
  readonly channel: 'email' | 'outbox';
}

/** Who carries mails, and where their links lead: the address of the gateway as customers reach it, without a slash at its end. */
export interface LastMile {
  readonly provider: MailProvider;
  /** Who carries text messages; absent: the readable outbox. */
  readonly sms?: MessageProvider;
  /** Who carries messages to the chain's app; absent: nobody. */
  readonly push?: MessageProvider;
  readonly publicUrl: string;
}

/** A message as it would have gone out, where no provider of its way is configured. Without `way`: a mail of an older release. */
export interface OutboxMail extends Omit<Mail, 'way'> {
  readonly way?: Way;
  readonly id: string;
  /** ISO UTC. */
  readonly at: string;
}
export const outbox: Collection<OutboxMail> = {
  name: 'customers.outbox',
  indexes: {
    byTime: { fields: ['at'] },
    byStore: { fields: ['storeId', 'at'] },
    byCustomer: { fields: ['customerId', 'at'] },
  },
};

/** Keeps messages where people can read them: `GET /v1/customers/outbox`. */
export const outboxMailProvider: MailProvider = {
  channel: 'outbox',
  async send(mail, tools) {
    if (!(await tools.documents.get(outbox, mail.messageId)))
      await tools.documents.put(outbox, { id: mail.messageId, ...mail, at: tools.facts.now() });
    return 'accepted';
  },
};

/** One mail takes no longer than this at each step, so that a silent server does not hold up the others for ever. */
const STEP_TIMEOUT_MS = 10_000;

/**
 * Sends through an SMTP server.
 * @param url `smtp://user:password@host:port` or `smtps://…`; `?from=salon@example.com` names the sender
 */
export function smtpMailProvider(url: string): MailProvider {
  const server = new URL(url);
  const from = server.searchParams.get('from') ?? `no-reply@${server.hostname}`;
  server.searchParams.delete('from');
  const transport = createTransport({
    url: server.toString(),
    connectionTimeout: STEP_TIMEOUT_MS,
    greetingTimeout: STEP_TIMEOUT_MS,
    socketTimeout: STEP_TIMEOUT_MS,
  });
  return {
    channel: 'email',
    async send(mail) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: mail.to },
          subject: mail.subject,
          text: mail.text,
          headers: unsubscribeHeaders(mail),
          messageId: messageIdOf(mail.messageId, from),
          disableFileAccess: true,
          disableUrlAccess: true,
        });
        return 'accepted';
      } catch (error) {
        const { responseCode, code } = error as { responseCode?: number; code?: string };
        const answer = `The SMTP server did not take the mail (${[code, responseCode].filter(Boolean).join(' ')}).`;
        // An answer about this very mail: final, or one that may pass.
        // Anything else (no connection, a refused login or greeting) concerns the server, and every mail waits for it.
        if (responseCode !== undefined && (code === 'EENVELOPE' || code === 'EMESSAGE')) {
          return responseCode >= 500
            ? { rejected: String(responseCode) }
            : { deferred: String(responseCode) };
        }
        throw new UnavailableError('mail-unavailable', answer);
      }
    },
  };
}

/** What mail programs show their own button by (RFC 2369, RFC 8058): one click, and nobody has to log in. */
export const unsubscribeHeaders = ({
  unsubscribeUrl,
}: Pick<Mail, 'unsubscribeUrl'>): Record<string, string> =>
  unsubscribeUrl === undefined
    ? {}
    : {
        'List-Unsubscribe': `<${unsubscribeUrl}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      };

/** The same message always has the same Message-ID: mail systems then recognise a repeat. */
export const messageIdOf = (messageId: string, from: string): string =>
  `<${createHash('sha256').update(messageId).digest('hex').slice(0, 32)}@${from.slice(from.lastIndexOf('@') + 1).replace('>', '')}>`;

/** The last mile: a requested delivery is resolved, sent and its outcome recorded. A replay or a rebuild never comes here. */
export const deliveryEffect = (lastMile: LastMile): Effect =>
  effect([delivery], {
    name: 'customers.deliver',
    on: {
      DeliveryRequested: async ({ id, data: { messageId } }, tools, cause) => {
        const { state } = await tools.load(delivery, messageId);
        // What was tried already is the clock's.
        if (state.attempts !== undefined) return;
        await attempt(messageId, lastMile, tools, cause(undefined, { commandId: `deliver:${id}` }));
      },
    },
  });

/** One attempt to deliver a message that has no outcome yet. */
export async function attempt(
  messageId: string,
  lastMile: LastMile,
  tools: Tools,
  cause: CommandMetadata,
): Promise<void> {
  const { state } = await tools.load(delivery, messageId);
  if (state.status !== 'requested' || !state.requested) return;
  const person = await personOf(tools, state.requested.customerId);
  const { purpose } = state.requested;
  const sealer = await sealerOf(tools);
  const unsubscribeUrl: UnsubscribeUrl = (address, mail) => {
    const { customerId, language, template, templateVersion } = mail;
    const wording = `${template}.${templateVersion}`;
    const key = linkKey(sealer, { address, customerId, purpose, messageId, wording, language });
    return `${lastMile.publicUrl}/v1/customers/unsubscribe?key=${key}`;
  };
  const resolved = resolve(
    state.requested,
    person?.shown,
    tools.facts.now(),
    unsubscribeUrl,
    lastMile.push !== undefined,
  );
  const mail: typeof resolved =
    'to' in resolved &&
    (await refusedByAddress(
      tools,
      { channel: CONSENT_OF[resolved.way], address: resolved.to },
      purpose,
    ))
      ? { refusal: 'no-consent' }
      : resolved;
  await tools.execute(delivery, messageId, await outcome(mail, lastMile, tools), {
    ...cause,
    storeId: state.requested.storeId,
    input: { messageId },
  });
}

async function outcome(
  mail: ReturnType<typeof resolve>,
  { provider: email, sms = outboxMailProvider, push }: LastMile,
  tools: Tools,
): Promise<DeliveryCommand> {
  if ('refusal' in mail) return { type: 'RecordRefusal', reason: mail.refusal };
  const provider = { email, sms, push }[mail.way];
  if (!provider) throw new Error(`nobody carries messages by ${mail.way}`);
  const answer = await provider.send(mail, tools);
  if (answer === 'accepted')
    return {
      type: 'RecordSuccess',
      channel: provider.channel,
      templateVersion: mail.templateVersion,
      language: mail.language,
    };
  if ('deferred' in answer) return { type: 'RecordDeferral', providerCode: answer.deferred };
  return { type: 'RecordRefusal', reason: 'provider-rejected', providerCode: answer.rejected };
}
