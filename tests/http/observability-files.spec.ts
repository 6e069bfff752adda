import { runPlatform } from '../support/platform.js';
import { textOf } from '../architecture/sources.js';

describe('docs/observability.md', () => {
  it('describes every metric of ours, with its labels, as the running platform has it', async () => {
    const running = await runPlatform({
      demo: false,
      environment: { CHIGNON_METRICS_PORT: '0' },
    });
    const metrics = running.platform.observability.registry!.getMetricsAsArray() as unknown as {
      name: string;
      help: string;
      type: string;
      labelNames: string[];
    }[];
    await running.close();
    const table = [
      '| metric | kind | labels | |',
      '| --- | --- | --- | --- |',
      ...metrics
        .filter(({ name }) => name.startsWith('chignon_'))
        .map(
          ({ name, type, labelNames, help }) =>
            `| \`${name}\` | ${type} | ${labelNames.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
        )
        .sort(),
    ].join('\n');
    const [, written] = /<!-- metrics -->\n([^]*?)<!-- \/metrics -->/.exec(
      textOf('docs/observability.md'),
    )!;
    expect(written!.trim()).toBe(table);
  });
});
