import { runPlatform, type Running } from '../support/platform.js';
import { tour } from '../support/tour.js';

/** What Prometheus reads: `name{labels} value` by name. */
async function scraped(url: string): Promise<Map<string, string[]>> {
  const samples = new Map<string, string[]>();
  for (const line of (await (await fetch(url)).text()).split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const name = /^\w+/.exec(line)![0];
    samples.set(name, [...(samples.get(name) ?? []), line.slice(name.length)]);
  }
  return samples;
}

describe('what Prometheus reads', () => {
  let running: Running;
  let walked: Awaited<ReturnType<typeof tour>>;
  let samples: Map<string, string[]>;
  const of = (name: string, ...labels: string[]) =>
    (samples.get(name) ?? []).filter((sample) => labels.every((label) => sample.includes(label)));
  const value = (name: string, ...labels: string[]) =>
    of(name, ...labels).reduce((sum, sample) => sum + Number(sample.split(' ').at(-1)), 0);

  beforeAll(async () => {
    running = await runPlatform({ environment: { CHIGNON_METRICS_PORT: '0' } });
    walked = await tour({ api: running.api, settle: running.settle, name: 'measured' });
    await running.raw('GET', `/v1/booking/appointments/${walked.appointmentId}`);
    await running.raw('GET', '/nowhere/in-particular');
    samples = await scraped(running.platform.observability.metricsUrl!);
  }, 60_000);
  afterAll(() => running.close());

  it('has a histogram of every route by its pattern, and of every command by its outcome', () => {
    const booked = ['method="POST"', 'route="/v1/booking/appointments"', 'status="2xx"'];
    expect(value('chignon_http_request_duration_seconds_count', ...booked)).toBeGreaterThan(0);
    expect(of('chignon_http_request_duration_seconds_bucket', ...booked)).toHaveLength(12);
    expect(
      value('chignon_http_request_duration_seconds_count', 'route="none"', 'status="4xx"'),
    ).toBe(1);
    const settled = ['context="booking"', 'ledger="visit"', 'command="SettleVisit"'];
    expect(value('chignon_command_duration_seconds_count', ...settled, 'outcome="done"')).toBe(1);
    // The tour says it twice with one key.
    expect(value('chignon_command_duration_seconds_count', ...settled, 'outcome="replayed"')).toBe(
      1,
    );
  });

  it('has what follows, what is published, what is written and what shared a write', () => {
    const relay = ['context="booking"', 'follower="booking.relay"'];
    expect(value('chignon_follower_events_total', ...relay)).toBe(
      value('chignon_follower_handled', ...relay),
    );
    expect(
      value('chignon_follower_batch_duration_seconds_count', ...relay, 'outcome="handled"'),
    ).toBeGreaterThan(0);
    expect(value('chignon_published_messages_total', 'context="booking"')).toBeGreaterThan(0);
    expect(
      value('chignon_view_write_documents_sum', 'view="loyalty.accounts"'),
    ).toBeGreaterThanOrEqual(1);
    expect(value('chignon_command_round_commands_count', 'ledger="visit"')).toBeGreaterThan(0);
    for (const store of ['store="streams"', 'store="documents"']) {
      expect(value('chignon_group_commit_entries_sum', store)).toBeGreaterThan(0);
      expect(value('chignon_group_commit_rows_sum', store)).toBeGreaterThanOrEqual(
        value('chignon_group_commit_entries_sum', store),
      );
    }
    expect(value('chignon_leading', 'context="booking"')).toBe(1);
    expect(value('chignon_data_folder_free_bytes')).toBeGreaterThan(0);
    expect(value('nodejs_heap_size_used_bytes')).toBeGreaterThan(0);
    expect(of('nodejs_eventloop_lag_p99_seconds')).toHaveLength(1);
    expect(of('chignon_info')).toEqual(['{service="platform",version="0.1.0"} 1']);
  });

  it('counts a rebuild, what it has folded and that it has ended', async () => {
    const { views } = running.platform.host.runtimes.get('loyalty')!;
    expect((await views.rebuild('loyalty.accounts')).state).toBe('switched');
    samples = await scraped(running.platform.observability.metricsUrl!);
    expect(value('chignon_view_rebuild_running', 'view="loyalty.accounts"')).toBe(0);
    expect(value('chignon_view_rebuild_handled', 'view="loyalty.accounts"')).toBeGreaterThan(0);
    expect(value('chignon_view_rebuild_progress_ratio', 'view="loyalty.accounts"')).toBe(1);
  });

  it('R-PR-01 has no id in any label: series are bounded by the code, not by what is stored', () => {
    const labels = [...samples.values()].flat().join('\n');
    for (const id of [walked.customerId, walked.appointmentId, walked.visitId, 'harbour'])
      expect(labels).not.toContain(id);
    expect(labels).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect(labels).not.toContain('in-particular');
  });

  it('is not there, and nobody is told anything, unless a port is named', async () => {
    const silent = await runPlatform({ demo: false });
    const { observability } = silent.platform;
    expect([
      observability.metricsUrl,
      observability.engine,
      observability.observer('booking'),
    ]).toEqual([undefined, undefined, undefined]);
    await silent.close();
  });
});
