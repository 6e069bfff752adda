import { CONTEXT_NAMES, readConfig } from '@chignon/service-kit';
import { parse, parseAllDocuments } from 'yaml';
import { filesBelow, textOf } from '../architecture/sources.js';
import { runPlatform } from '../support/platform.js';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames: readonly string[];
}

const SERVICES = ['gateway', ...CONTEXT_NAMES];
const WORDS = new Set(['by', 'on', 'and', 'or', 'unless', 'without', 'ignoring', 'bool']);
/** What Prometheus adds itself. */
const OWN_METRIC = 'up';
const OWN_LABELS = ['le', 'job', 'instance'];

/** Metrics and labels that a query of Prometheus names. */
function namedIn(query: string): { metrics: string[]; labels: string[] } {
  const labels: string[] = [];
  const rest = query
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(/\[[^\]]*\]|\boffset \d+[smhd]/g, '')
    .replaceAll(/\{([^}]*)\}/g, (_, matchers: string) => {
      labels.push(...[...matchers.matchAll(/([a-z_]+)\s*(?:=|!)/g)].map(([, label]) => label!));
      return '';
    })
    .replaceAll(/\b(?:by|on|without|ignoring)\s*\(([^)]*)\)/g, (_, list: string) => {
      labels.push(...list.split(',').map((label) => label.trim()));
      return '';
    });
  const metrics = [...rest.matchAll(/[a-zA-Z_:][\w:]*(?!\w)(?!\s*\()/g)]
    .map(([word]) => word)
    .filter((word) => !WORDS.has(word) && !/^e\d+$/.test(word));
  return { metrics, labels };
}

describe('what is written about metrics', () => {
  let metrics: ReadonlyMap<string, Metric>;
  beforeAll(async () => {
    const running = await runPlatform({ demo: false, environment: { CHIGNON_METRICS_PORT: '0' } });
    const { registry, metricsUrl } = running.platform.observability;
    const served = await (await fetch(metricsUrl!)).text();
    metrics = new Map(
      (registry!.getMetricsAsArray() as unknown as Metric[]).map((metric) => [metric.name, metric]),
    );
    for (const name of metrics.keys()) expect(served).toContain(`# TYPE ${name} `);
    await running.close();
  }, 60_000);

  const metricOf = (name: string): Metric | undefined =>
    metrics.get(name) ??
    [...metrics.values()].find(
      ({ type, name: whole }) =>
        (type === 'histogram' || type === 'summary') &&
        ['_bucket', '_sum', '_count'].some((end) => name === `${whole}${end}`),
    );
  /** What is wrong with a query, in words. */
  const wrongIn = (query: string): string[] => {
    const named = namedIn(query);
    const known = named.metrics.map(metricOf);
    const labels = new Set([...OWN_LABELS, ...known.flatMap((one) => one?.labelNames ?? [])]);
    return [
      ...named.metrics.filter((name, i) => name !== OWN_METRIC && !known[i]),
      ...named.labels.filter((label) => !labels.has(label)).map((label) => `label ${label}`),
    ];
  };

  it('docs/observability.md describes every metric of ours, with its labels', () => {
    const table = [
      '| metric | kind | labels | |',
      '| --- | --- | --- | --- |',
      ...[...metrics.values()]
        .filter(({ name }) => name.startsWith('chignon_'))
        .map(
          ({ name, type, labelNames, help }) =>
            `| \`${name}\` | ${type} | ${labelNames.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
        )
        .sort(),
    ].join('\n');
    const text = textOf('docs/observability.md');
    const [, written] = /<!-- metrics -->\n([^]*?)<!-- \/metrics -->/.exec(text)!;
    expect(written!.trim()).toBe(table);
    // What the text around it names is there too.
    const named = [...text.matchAll(/`((?:chignon|nodejs|process)_\w+[a-z])(?:\{[^}]*\})?`/g)];
    expect(named.length).toBeGreaterThan(metrics.size / 3);
    expect(named.map(([, name]) => name!).filter((name) => !metricOf(name))).toEqual([]);
  });

  it('finds a metric or a label that is not there', () => {
    expect(wrongIn('rate(chignon_http_requests_total{route="x"}[5m])')).toEqual([
      'chignon_http_requests_total',
      'label route',
    ]);
    expect(
      wrongIn(
        'sum by (le, shop) (rate(chignon_command_duration_seconds_bucket[$__rate_interval]))',
      ),
    ).toEqual(['label shop']);
    expect(wrongIn('chignon_follower_lag_count > 1e9 unless on (job) (time() > 3)')).toEqual([
      'chignon_follower_lag_count',
    ]);
    expect(wrongIn('max by (context) (chignon_follower_lag{follower=~"x.*"}) > 1e9')).toEqual([]);
  });

  it.each(['requests', 'ledgers', 'followers', 'engines'])(
    'the dashboard %s asks for what there is',
    (name) => {
      const path = `deploy/observability/grafana/dashboards/${name}.json`;
      expect(filesBelow('deploy/observability/grafana/dashboards', '.json')).toContain(path);
      const dashboard = JSON.parse(textOf(path));
      expect(dashboard.uid).toBe(`chignon-${name}`);
      const queries: string[] = dashboard.panels.flatMap((panel: any) =>
        panel.targets.map(({ expr }: { expr: string }) => expr),
      );
      expect(queries.length).toBeGreaterThan(5);
      for (const { name: variable, type, query } of dashboard.templating.list) {
        if (type === 'datasource') continue;
        const [, of, label] = /^label_values\((\w+), (\w+)\)$/.exec(query)!;
        expect([variable, wrongIn(`${of}{${label}=""}`)]).toEqual([variable, []]);
      }
      for (const query of queries) expect([query, wrongIn(query)]).toEqual([query, []]);
    },
  );

  it('every alert asks for what there is, and says what is the matter', () => {
    const { groups } = parse(textOf('deploy/observability/alerts.yml'));
    const rules: any[] = groups.flatMap((group: any) => group.rules);
    for (const { alert, expr, labels, annotations } of rules) {
      expect([alert, wrongIn(expr)]).toEqual([alert, []]);
      expect(['page', 'ticket']).toContain(labels.severity);
      expect(annotations.summary.length).toBeGreaterThan(20);
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const wanted of [
      'chignon_follower_standing',
      'chignon_follower_oldest_unhandled_seconds',
      'chignon_dead_letters',
      'chignon_reconciliation_differences',
      'nodejs_eventloop_lag_p99_seconds',
      'chignon_data_folder_free_bytes',
    ])
      expect(rules.some(({ expr }) => expr.includes(wanted))).toBe(true);
  });

  it('OpenTelemetry is loaded in one place, and only when traces are opened', () => {
    const OPENS = 'libs/service-kit/src/observability/tracing.ts';
    const naming = [...filesBelow('libs', '.ts'), ...filesBelow('apps', '.ts')].filter(
      (path) => !path.includes('/dist/') && textOf(path).includes("'@opentelemetry/"),
    );
    expect(naming).toEqual([OPENS]);
    const atLoad = [...textOf(OPENS).matchAll(/^import (?!type )[^;]*;/gm)].map(([text]) => text);
    expect(atLoad.length).toBeGreaterThan(0);
    expect(atLoad.filter((text) => text.includes('@opentelemetry'))).toEqual([]);
  });

  it('the trial and the Kubernetes component let every service be read, and set what is read', () => {
    const trial = parse(textOf('deploy/observability/docker-compose.yml'), { merge: true });
    for (const name of SERVICES)
      expect(readConfig(trial.services[name].environment)).toMatchObject({
        metricsPort: 9464,
        tracing: { url: 'http://otel-collector:4318/v1/traces' },
      });
    for (const [name, { image, ports = [] }] of Object.entries<any>(trial.services)) {
      if (!SERVICES.includes(name)) expect(image).toMatch(/^\S+:v?\d+\.\d+\.\d+$/);
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
    const [{ job_name: job, static_configs: targets }] = parse(
      textOf('deploy/observability/prometheus.yml'),
    ).scrape_configs;
    expect([job, targets[0].targets]).toEqual(['chignon', SERVICES.map((name) => `${name}:9464`)]);

    const folder = 'deploy/k8s/components/observability';
    const objects: any[] = filesBelow(folder, '.yaml').flatMap((path) =>
      parseAllDocuments(textOf(path)).map((document) => document.toJSON()),
    );
    const component = objects.find(({ kind }) => kind === 'Component');
    const files = [...component.resources, ...component.patches.map(({ path }: any) => path)];
    expect(files.map((file) => `${folder}/${file}`).sort()).toEqual(
      filesBelow(folder, '.yaml')
        .filter((path) => !path.endsWith('kustomization.yaml'))
        .sort(),
    );
    const settings = objects.find(({ kind }) => kind === 'ConfigMap').data;
    expect(readConfig(settings).tracing).toEqual({
      url: 'http://otel-collector.monitoring.svc:4318/v1/traces',
      service: undefined,
      ratio: 0.1,
    });
  });
});
