import { randomUUID } from 'node:crypto';

export interface ApiAnswer<T = any> {
  readonly status: number;
  readonly body: T;
  readonly headers: { readonly [name: string]: string | undefined };
}

/** How requests travel: over the network, or into a platform in the same process. */
export type Transport = (request: {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}) => Promise<ApiAnswer>;

/** The platform said no. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly method: string,
    readonly path: string,
    readonly answer: ApiAnswer,
  ) {
    super(
      `${method} ${path}: ${answer.status} ${answer.body?.code ?? ''} ${answer.body?.detail ?? ''}${answer.body?.field ? ` (${answer.body.field})` : ''}`.trim(),
    );
  }
}

/** Answers that say "ask again in a moment": the platform has not heard yet of what was just written. */
const NOT_YET: readonly unknown[] = ['directory-behind', 'not-yet-visible'];
/** So often what was not known yet is asked again, with the same key. The platform itself waits two seconds each time. */
const MAX_TRIES = 30;
const TRY_AGAIN_AFTER_MS = 200;

/** The platform's HTTP interface, as the CLI, the demo and the tests use it. */
export class ApiClient {
  constructor(
    private readonly transport: Transport,
    private readonly token: string,
  ) {}

  /** Any answer, also a refusal. */
  ask<T = any>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer<T>> {
    return this.transport({
      method,
      path,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** @throws ApiError unless the answer is 2xx */
  async get<T = any>(path: string): Promise<T> {
    return this.demand('GET', path);
  }

  /** A command. `key` left out: a fresh idempotency key. */
  async post<T = any>(path: string, body: unknown = {}, key: string = randomUUID()): Promise<T> {
    return this.demand('POST', path, body, { 'idempotency-key': key });
  }

  async put<T = any>(path: string, body: unknown, key: string = randomUUID()): Promise<T> {
    return this.demand('PUT', path, body, { 'idempotency-key': key });
  }

  async delete<T = any>(path: string, key: string = randomUUID()): Promise<T> {
    return this.demand('DELETE', path, undefined, { 'idempotency-key': key });
  }

  /** Any answer but "not yet": that is waited out. */
  async patiently<T = any>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer<T>> {
    for (let tries = 1; ; tries++) {
      const answer = await this.ask<T>(method, path, body, headers);
      if (
        answer.status !== 503 ||
        tries === MAX_TRIES ||
        !NOT_YET.includes((answer.body as { code?: unknown } | undefined)?.code)
      )
        return answer;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_AFTER_MS));
    }
  }

  private async demand<T>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<T> {
    const answer = await this.patiently<T>(method, path, body, headers);
    if (answer.status >= 300) throw new ApiError(method, path, answer);
    return answer.body;
  }
}

const parse = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

/** Over the network. */
export const overHttp =
  (baseUrl: string): Transport =>
  async ({ method, path, headers, body }) => {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      body: parse(await response.text()),
      headers: Object.fromEntries(response.headers),
    };
  };

/** What a Fastify server offers for requests without a network. */
export interface Injectable {
  inject(request: {
    method: any;
    url: string;
    headers: Record<string, string>;
    payload?: string;
  }): Promise<{ statusCode: number; payload: string; headers: Record<string, unknown> }>;
}

/** Into a platform in the same process. */
export const inProcess =
  (server: Injectable): Transport =>
  async ({ method, path, headers, body }) => {
    const response = await server.inject({
      method,
      url: path,
      headers,
      ...(body === undefined ? {} : { payload: body }),
    });
    return {
      status: response.statusCode,
      body: parse(response.payload),
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [
          name,
          value === undefined ? undefined : String(value),
        ]),
      ),
    };
  };
