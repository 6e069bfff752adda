import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parse } from 'yaml';
import { filesBelow, textOf } from '../../architecture/sources.js';
import { runPlatform } from '../../support/platform.js';
import { inFolder, onEngine } from './engine.js';
import { samplesAt, startPrometheus } from './index.mjs';

const FOLDER = join(__dirname, '..', '..', '..', 'deploy', 'observability');
const promtool = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: FOLDER, encoding: 'utf8' });
  return { status, said: stdout + stderr };
};

/** What a platform that is well, and was asked a little before its first night, has nothing of. */
const NOTHING_TO_SHOW = [
  'Batches that failed and come again',
  'Dead letters',
  'Documents folded again a second',
  'Followers that stand',
  'Lost races a second',
  'Put aside a second, by why',
  'Rebuilds: events folded a second',
  'Rebuilds: how far',
  'Reconciliation: differences',
  'Reconciliation: hours since the last',
  'Refused commands a second, first ten',
  'Share of requests that failed here',
  'Tried once more a second',
];

/** Told by how busy the machine is. */
const BY_THE_MACHINE = [
  'ChignonEventLoopHeld',
  'ChignonSlow',
  'ChignonSlowDisk',
  'ChignonDiskFull',
];

onEngine('prometheus', () => {
  describe('rules and dashboards in Prometheus itself', () => {
    it('its own checker takes the rules, and each alert is told by what it is for and not by a chain that is well', () => {
      expect(promtool('check', 'rules', 'alerts.yml')).toMatchObject({ status: 0 });
      expect(promtool('test', 'rules', 'alerts.test.yml')).toMatchObject({ status: 0 });
      const alerts: string[] = parse(textOf('deploy/observability/alerts.yml')).groups[0].rules.map(
        ({ alert }: { alert: string }) => alert,
      );
      const tests = textOf('deploy/observability/alerts.test.yml');
      expect(alerts.filter((alert) => !tests.includes(alert))).toEqual([]);
    });

    describe('over what the platform serves', () => {
      let url: string;
      let now: number;
      let end: () => Promise<void>;
      beforeAll(async () => {
        const running = await runPlatform({ environment: { CHIGNON_METRICS_PORT: '0' } });
        const read = async () => (await fetch(running.platform.observability.metricsUrl!)).text();
        const first = await read();
        await running.api.get('/v1/booking/stores');
        await running.api.ask('GET', '/v1/booking/stores/nowhere');
        await running.api.put('/v1/booking/services/fringe', {
          name: 'Fringe',
          category: 'hair',
          serviceGroup: 'cut',
          priceCents: 1000,
          phases: [{ name: 'cut', kind: 'active', minutes: 15 }],
        });
        await running.settle();
        const last = await read();
        await running.close();
        now = Math.floor(Date.now() / 1000);
        const labels = { job: 'chignon', instance: 'platform:9464' };
        const served = [
          samplesAt(first, now - 240, labels),
          samplesAt(first, now - 120, labels),
          samplesAt(last, now, labels),
          `up{job="chignon",instance="platform:9464"} 1 ${now}`,
        ];
        const { engine, end: stop } = await inFolder((options) =>
          startPrometheus({
            ...options,
            samples: served.join('\n'),
            rules: join(FOLDER, 'alerts.yml'),
          }),
        );
        end = stop;
        ({ url } = engine);
      }, 120_000);
      afterAll(() => end());

      const asked = async (query: string) => {
        const at = new URL('/api/v1/query', url);
        at.search = new URLSearchParams({ query, time: String(now) }).toString();
        return (await (await fetch(at)).json()) as any;
      };

      it('every panel has an answer, but for what a platform that is well has nothing of', async () => {
        const empty: string[] = [];
        let panels = 0;
        for (const path of filesBelow('deploy/observability/grafana/dashboards', '.json'))
          for (const { title, targets } of JSON.parse(textOf(path)).panels)
            for (const { expr } of targets) {
              panels++;
              const answer = await asked(
                expr
                  .replaceAll('$__rate_interval', '5m')
                  .replaceAll(/\$(context|ledger|route)\b/g, '.*'),
              );
              expect([title, answer.error ?? answer.status]).toEqual([title, 'success']);
              if (answer.data.result.length === 0) empty.push(title);
            }
        expect(panels).toBeGreaterThan(40);
        expect(empty.sort()).toEqual(NOTHING_TO_SHOW);
      });

      it('no alert is told, but by how busy the machine is', async () => {
        const rules: any[] = parse(textOf('deploy/observability/alerts.yml')).groups[0].rules;
        const told: string[] = [];
        for (const { alert, expr } of rules) {
          const answer = await asked(expr);
          expect([alert, answer.error ?? answer.status]).toEqual([alert, 'success']);
          if (answer.data.result.length > 0) told.push(alert);
        }
        expect(told.filter((alert) => !BY_THE_MACHINE.includes(alert))).toEqual([]);
      });
    });
  });
});
