import { platform } from '@chignon/app-platform';
import { ApiClient, inProcess, seedDemo } from '@chignon/client';
import { gateway } from '@chignon/gateway';
import { readConfig, startPlatform, type Platform } from '@chignon/service-kit';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import Database from 'libsql';
import { tempDir } from '../support/temp.js';
import { book, newCustomer, openEarly } from '../support/tour.js';

// The real exporter sends to a collector of this spec: a gateway, and the contexts behind it as another process would be.

interface Span {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
}

/** Takes OTLP over HTTP, as JSON. */
class Collector {
  readonly spans: Span[] = [];
  private readonly server: Server = createServer((request, response) => {
    void json(request).then((body) => {
      for (const { resource, scopeSpans } of (body as any).resourceSpans) {
        const named = resource.attributes.find(({ key }: any) => key === 'service.name');
        for (const { spans } of scopeSpans)
          for (const span of spans) this.spans.push({ ...span, service: named.value.stringValue });
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  close(): void {
    this.server.close();
  }

  of(trace: string): Span[] {
    return this.spans.filter(({ traceId }) => traceId === trace);
  }
}

const BOOKING = '4bf92f3577b34da6a3ce929d0e0e4736';
const SETTLEMENT = '5cf92f3577b34da6a3ce929d0e0e4737';
const UNRECORDED = '6df92f3577b34da6a3ce929d0e0e4738';
const CALLER = '00f067aa0ba902b7';

describe('traces', () => {
  const collector = new Collector();
  const dir = join(tempDir(), 'data');
  let services: Platform;
  let door: Platform;
  let token: string;
  const stored: string[] = [];
  let keys = 0;

  const post = async (path: string, body: unknown, headers: Record<string, string>) => {
    const answer = await fetch(new URL(path, await door.url()), {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': `traced-${++keys}`,
        ...headers,
      },
    });
    return [answer.status, (await answer.json()) as any] as const;
  };

  beforeAll(async () => {
    const config = readConfig(
      {
        CHIGNON_RATE_LIMIT: '0',
        CHIGNON_LOG: 'silent',
        OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen(),
      },
      ['--data', dir, '--no-demo', '--port', '0'],
    );
    services = await platform(config, { listen: true });
    token = await services.issuer!.token({ role: 'chain-ops' });
    const api = new ApiClient(
      inProcess(services.app.getHttpAdapter().getInstance() as never),
      token,
    );
    await seedDemo(api);
    await openEarly(api);
    const url = (await services.url()).replace('[::1]', 'localhost');
    door = await startPlatform(config, 'gateway', [], {
      listen: true,
      extra: gateway({ booking: url, customers: url }),
    });
    await services.settle();

    const walk = { api, settle: () => services.settle(), name: 'traced' };
    const customerId = await newCustomer(walk);
    const { startsAt } = await book(walk, customerId);
    const booked = async (day: string, traceparent: string) =>
      post(
        '/v1/booking/appointments',
        {
          storeId: 'harbour',
          startsAt: day,
          customerId,
          services: [{ serviceId: 'root-colour' }],
        },
        { traceparent },
      );
    const weekAfter = (weeks: number) => {
      const at = new Date(`${startsAt.slice(0, 10)}T12:00:00Z`);
      return `${new Date(at.getTime() + weeks * 7 * 86_400_000).toISOString().slice(0, 10)}${startsAt.slice(10)}`;
    };
    const [status, { appointmentId }] = await booked(weekAfter(1), `00-${BOOKING}-${CALLER}-01`);
    expect(status).toBe(201);
    const unrecorded = await booked(weekAfter(2), `00-${UNRECORDED}-${CALLER}-00`);
    expect(unrecorded[0]).toBe(201);
    // Whoever sends nonsense is served all the same.
    for (const [weeks, hostile] of [
      [3, `00-${'0'.repeat(32)}-${CALLER}-01`],
      [4, `ff-${BOOKING}-${CALLER}-01`],
      [5, `00-${BOOKING}-${CALLER}-01'; DROP TABLE`],
      [6, 'x'.repeat(4000)],
    ] as const)
      expect((await booked(weekAfter(weeks), hostile))[0]).toBe(201);

    const { visitId } = await api.post<{ visitId: string }>(
      `/v1/booking/appointments/${appointmentId}/check-in`,
      {},
    );
    const traceparent = `00-${SETTLEMENT}-${CALLER}-01`;
    const completed = await post(`/v1/booking/visits/${visitId}/complete`, {}, { traceparent });
    const settled = await post(
      `/v1/booking/visits/${visitId}/settle`,
      { tenders: [{ kind: 'card', cents: completed[1].bill.grossCents }] },
      { traceparent },
    );
    expect(settled[0]).toBe(200);
    await services.settle();
    await door.close();
    await services.close();
    for (const [file, table] of [
      ['streams', 'events'],
      ['documents', 'bus_messages'],
    ]) {
      const database = new Database(join(dir, `${file}.sqlite`), { readonly: true });
      stored.push(JSON.stringify(database.prepare(`SELECT * FROM ${table}`).raw().all()));
      database.close();
    }
  }, 90_000);
  afterAll(() => collector.close());

  /** Names from a span up to the caller. */
  const path = (span: Span, all: readonly Span[]): string[] => {
    const parent = all.find(({ spanId }) => spanId === span.parentSpanId);
    return [`${span.service}: ${span.name}`, ...(parent ? path(parent, all) : [])];
  };
  const named = (all: readonly Span[], name: RegExp): Span => {
    const found = all.find((span) => name.test(span.name));
    if (!found) throw new Error(`no ${name} in ${all.map((span) => span.name).join(', ')}`);
    return found;
  };

  it('show one booking from the gateway to the disk, the topic and the read models', () => {
    const spans = collector.of(BOOKING);
    expect(path(named(spans, /^append agenda/), spans)).toEqual([
      'chignon-platform: append agenda',
      expect.stringMatching(/^chignon-platform: agenda /),
      'chignon-platform: POST /v1/booking/appointments',
      'chignon-gateway: forward booking',
      'chignon-gateway: POST /v1/:context/*',
    ]);
    expect(named(spans, /^POST \/v1\/:context/).parentSpanId).toBe(CALLER);
    // What follows the booking is told and shown in the same trace, in whatever order it ends.
    for (const step of [/^publish$/, /^project booking\./, /^project customers\./])
      expect(
        spans.filter(({ name }) => step.test(name)).map((span) => path(span, spans).slice(1, 3)),
      ).toContainEqual([
        expect.stringMatching(/^chignon-platform: agenda /),
        'chignon-platform: POST /v1/booking/appointments',
      ]);
  });

  it('show one settlement through the relay to what other contexts do about it', () => {
    const spans = collector.of(SETTLEMENT);
    const points = named(spans, /^append points$/);
    expect(path(points, spans)).toEqual([
      'chignon-platform: append points',
      expect.stringMatching(/^chignon-platform: points /),
      expect.stringMatching(/^chignon-platform: (reaction|effect) loyalty\./),
      'chignon-platform: visit SettleVisit',
      'chignon-platform: POST /v1/booking/visits/:visitId/settle',
      'chignon-gateway: forward booking',
      'chignon-gateway: POST /v1/:context/*',
    ]);
    // What the other contexts write goes on in the same trace.
    expect(spans.filter(({ name }) => name === 'publish').length).toBeGreaterThan(1);
    const stock = spans.filter(({ name }) => name === 'append stock');
    expect(stock.map((span) => path(span, spans).slice(0, 4))).toContainEqual([
      'chignon-platform: append stock',
      'chignon-platform: stock ConsumeForVisit',
      'chignon-platform: reaction inventory.visit-stock',
      'chignon-platform: visit CompleteVisit',
    ]);
    named(spans, /^project insights\./);
  });

  it('R-PR-01 say names, codes and counts: no customer, no visit, no store', () => {
    const keys = new Set(
      collector.spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)),
    );
    expect([...keys].sort()).toEqual([
      'chignon.actor',
      'chignon.command',
      'chignon.correlation_id',
      'chignon.event',
      'chignon.events',
      'chignon.ledger',
      'chignon.messages',
      'http.request.method',
      'http.response.status_code',
      'http.route',
    ]);
  });

  it('stand in events and messages, and nothing else that a caller sends does', () => {
    const [events, messages] = stored as [string, string];
    for (const text of [events, messages]) {
      expect(text).toContain(BOOKING);
      expect(text).toContain(SETTLEMENT);
      expect(text).not.toContain(UNRECORDED);
      expect(text).not.toContain('DROP TABLE');
      expect(text).not.toContain('xxxxxxxx');
    }
    expect(collector.of(UNRECORDED)).toEqual([]);
    const traces = [...events.matchAll(/\\"traceparent\\":\\"([^"\\]+)\\"/g)].map(([, at]) => at);
    expect(traces.length).toBeGreaterThan(0);
    for (const at of traces) expect(at).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('break no chain: a folder with traces opens where nobody traces, and verifies', async () => {
    const again = await platform(
      readConfig({ CHIGNON_LOG: 'silent' }, ['--data', dir, '--no-demo', '--port', '0']),
      { listen: false },
    );
    const findings: unknown[] = [];
    for (const runtime of again.host.runtimes.values())
      findings.push(...(await runtime.reconcile()).differences);
    expect(findings).toEqual([]);
    await again.close();
  });
});
