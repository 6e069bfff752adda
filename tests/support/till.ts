import { booking } from '@chignon/booking';
import type { Context } from '@chignon/eventing';
import { gateway } from '@chignon/gateway';
import { type Platform, readConfig, startPlatform } from '@chignon/service-kit';
import { Clock } from '@chignon/service-kit/testing';
import { freeCents, purse, purses } from './purse.js';
import { tempDir } from './temp.js';

type Inject = (request: object) => Promise<{ statusCode: number; payload: string }>;

interface Wire {
  left: number;
  readonly when: 'before' | 'after';
}

export interface Asked {
  readonly status: number;
  readonly body: any;
}

/** Booking and an owner of tenders that is no part of it, behind a gateway in one process; stores in dollars and in euros, and bills of 60.00. */
export class TillOfTests {
  token = '';
  private keys = 0;
  private wire: Wire | undefined;
  private client!: Inject;

  private constructor(
    public platform: Platform,
    readonly clock: Clock,
    private readonly dir: string,
    private readonly owners: readonly Context[],
  ) {
    this.connect();
  }

  /** @param owners contexts beside booking; left out: the purse of tests */
  static async open(dir = tempDir(), owners: readonly Context[] = [purse]): Promise<TillOfTests> {
    const clock = new Clock();
    const till = new TillOfTests(await start(dir, clock, owners), clock, dir, owners);
    till.token = await till.platform.issuer!.token({ role: 'chain-ops' });
    for (const [storeId, zone, currency] of [
      ['soho', 'America/New_York', 'USD'],
      ['mitte', 'Europe/Berlin', 'EUR'],
    ]) {
      await till.put(`stores/${storeId}`, {
        regionId: 'r1',
        name: storeId,
        zone,
        currency,
        openingHours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
          weekday,
          from: '00:00',
          to: '24:00',
        })),
      });
      await till.put(`staff/${storeId}-anna`, { displayName: 'Anna', storeIds: [storeId] });
    }
    await till.put('services/cut', {
      name: 'Cut',
      category: 'hair',
      serviceGroup: 'cut',
      phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
      priceCents: 6000,
    });
    return till;
  }

  close = (): Promise<void> => this.platform.close();

  /** A stop that waits for nothing that follows from what was done, and a new process on the same folder. */
  restart = async (): Promise<void> => {
    await this.platform.close();
    this.platform = await start(this.dir, this.clock, this.owners);
    this.connect();
  };

  /**
   * As if the gateway died in what is asked now: after so many of its steps, with the answer of the last one (`'before'` it is asked: without) nothing
   * reaches a context any more, nor comes back.
   */
  dying = async <T>(steps: number, when: 'before' | 'after', act: () => Promise<T>): Promise<T> => {
    this.wire = { left: steps, when };
    try {
      return await act();
    } finally {
      this.wire = undefined;
    }
  };

  /** The gateway asks contexts of its own process through the server: that wire can be cut, a client's cannot. */
  private connect(): void {
    const server = this.platform.app.getHttpAdapter().getInstance() as unknown as {
      inject: Inject;
    };
    const inject = server.inject.bind(server);
    this.client = inject;
    server.inject = async (request) => {
      const { wire } = this;
      if (!wire) return inject(request);
      if (wire.left <= 0 || (wire.left === 1 && wire.when === 'before')) {
        wire.left = 0;
        throw new Error('the gateway is gone');
      }
      const answer = await inject(request);
      if (--wire.left === 0) throw new Error('the gateway is gone');
      return answer;
    };
  }

  /** A key that was not used before. */
  key = (): string => `k${++this.keys}`;

  ask = async (
    method: 'GET' | 'PUT' | 'POST',
    url: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Asked> => {
    const answer = await this.client({
      method,
      url,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(method === 'GET' ? {} : { 'idempotency-key': this.key() }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return {
      status: answer.statusCode,
      body: answer.payload === '' ? {} : JSON.parse(answer.payload),
    };
  };

  put = async (path: string, body: object): Promise<void> => {
    const answer = await this.ask('PUT', `/v1/booking/${path}`, body);
    expect([path, answer.status, answer.body.code]).toEqual([path, 200, undefined]);
  };

  /** A bill of 60.00 that is ready to be settled. */
  bill = async (storeId: string, services = 1, customerId?: string): Promise<string> => {
    const performers = [{ staffId: `${storeId}-anna`, sharePercent: 100 }];
    const opened = await this.ask('POST', '/v1/booking/visits', {
      storeId,
      ...(customerId === undefined ? {} : { customerId }),
      services: Array.from({ length: services }, () => ({ serviceId: 'cut', performers })),
    });
    expect([opened.status, opened.body.code]).toEqual([201, undefined]);
    const { visitId } = opened.body;
    expect((await this.ask('POST', `/v1/booking/visits/${visitId}/complete`, {})).status).toBe(200);
    return visitId;
  };

  /** Those of the owner. */
  tools = () => this.platform.host.runtimes.get('purse')!.tools;

  load = (account: string, cents: number, currency: string) =>
    this.tools().execute(
      purses,
      account,
      { type: 'LoadPurse', cents, currency },
      { commandId: `load-${account}-${this.key()}`, actor: 'system:test', correlationId: 'c' },
    );

  /** What is free of a purse once everything was heard. */
  free = async (account: string, currency: string): Promise<number> => {
    await this.platform.settle();
    return freeCents((await this.tools().load(purses, account)).state, currency);
  };

  checkout = (body: object, key = this.key()) =>
    this.ask('POST', '/v1/checkout', body, { 'idempotency-key': key });

  reserve = (visitId: string, account: string, more: object = {}) =>
    this.ask('POST', '/v1/purse/tenders/stored-value/reservations', {
      storeId: 'soho',
      visitId,
      account,
      cents: 6000,
      currency: 'USD',
      ...more,
    });

  settle = (visitId: string, tenders: object[], key = this.key()) =>
    this.ask(
      'POST',
      `/v1/booking/visits/${visitId}/settle`,
      { tenders },
      { 'idempotency-key': key },
    );

  refund = (visitId: string, quantityMilli: number, tenders: object[], key = this.key()) =>
    this.ask(
      'POST',
      `/v1/booking/visits/${visitId}/refund`,
      { items: [{ lineId: 'l1', quantityMilli }], tenders, reason: 'returned' },
      { 'idempotency-key': key },
    );
}

const start = (dir: string, clock: Clock, owners: readonly Context[]): Promise<Platform> =>
  startPlatform(
    readConfig({
      CHIGNON_DATA: dir,
      CHIGNON_LOG: 'silent',
      CHIGNON_PORT: '0',
      CHIGNON_RATE_LIMIT: '0',
    }),
    'platform',
    [booking, ...owners],
    { listen: false, facts: clock, extra: gateway() },
  );

/** A part of a bill that a purse pays. */
export const value = (cents: number, account: string) => ({ kind: 'stored-value', cents, account });
