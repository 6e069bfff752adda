import type { AddressInfo } from 'node:net';
import { Registry, Gauge } from 'prom-client';
import { serveMetrics } from './metrics.js';

describe('the port for Prometheus', () => {
  it('answers GET /metrics, and nothing else', async () => {
    const registry = new Registry();
    new Gauge({ name: 'chignon_example', help: 'Example', registers: [registry] }).set(3);
    const server = await serveMetrics(registry, '127.0.0.1', 0);
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await fetch(`${at}/metrics`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/plain'),
    ]);
    expect(await answer.text()).toContain('chignon_example 3');
    expect((await fetch(`${at}/`)).status).toBe(404);
    expect((await fetch(`${at}/metrics`, { method: 'POST' })).status).toBe(404);
    await new Promise((resolve) => server.close(resolve));
  });
});
