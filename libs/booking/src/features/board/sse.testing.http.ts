import { type IncomingMessage, request } from 'node:http';

/** One server-sent event as a browser would hand it out. */
export interface ServerSentEvent {
  readonly id: number;
  readonly event: string;
  readonly data: any;
}

/** A connection that listens. */
export interface Listening {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The answer to one who is not admitted. */
  readonly problem: any;
  /** The next so many events. @throws when the connection ends before */
  take(count: number): Promise<ServerSentEvent[]>;
  /** Resolves when the other side ends it. */
  ended(): Promise<void>;
  drop(): void;
}

const answered = (url: string, headers: Record<string, string>): Promise<IncomingMessage> =>
  new Promise(
    (resolve, reject) =>
      void request(url, { headers, agent: false }, resolve).on('error', reject).end(),
  );

/** Listens at a URL, frame by frame as they come, on a connection of its own. */
export async function listen(url: string, headers: Record<string, string>): Promise<Listening> {
  const response = (await answered(url, headers)).setEncoding('utf8');
  const admitted = response.headers['content-type']?.startsWith('text/event-stream');
  const chunks = response[Symbol.asyncIterator]() as AsyncIterator<string>;
  let rest = '';
  const next = async (): Promise<ServerSentEvent | undefined> => {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end >= 0) {
        const lines = rest.slice(0, end).split('\n');
        rest = rest.slice(end + 2);
        const of = (name: string) =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        const data = of('data');
        if (data !== undefined)
          return { id: Number(of('id')), event: of('event')!, data: JSON.parse(data) };
        continue;
      }
      const { done, value } = await chunks.next();
      if (done) return undefined;
      rest += value;
    }
  };
  return {
    status: response.statusCode!,
    headers: response.headers,
    problem: admitted ? undefined : JSON.parse((await chunks.next()).value as string),
    take: async (count) => {
      const heard: ServerSentEvent[] = [];
      while (heard.length < count) {
        const one = await next();
        if (!one) throw new Error(`the connection ended after ${heard.length} of ${count} events`);
        heard.push(one);
      }
      return heard;
    },
    ended: async () => {
      while (await next().catch(() => undefined));
    },
    drop: () => void response.destroy(),
  };
}
