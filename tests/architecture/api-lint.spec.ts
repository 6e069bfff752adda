import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { description } from './description.js';
import { ROOT } from './sources.js';

/** What Redocly's linter says of a description, as `<rule> <place>`; it asks nobody on the network. */
function problemsOf(document: object): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'chignon-api-'));
  try {
    const file = join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(document));
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/@redocly/cli/bin/cli.js'),
        'lint',
        file,
        '--config',
        join(ROOT, 'tests/architecture/redocly.yaml'),
        '--format',
        'json',
      ],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          REDOCLY_TELEMETRY: 'off',
          REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
        },
        maxBuffer: 64 * 2 ** 20,
      },
    );
    const { problems } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      problems: { ruleId: string; location: { pointer?: string }[] }[];
    };
    return problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("Redocly's linter", () => {
  it('finds nothing in the description, warnings included', () => {
    expect(problemsOf(description)).toEqual([]);
  }, 60_000);

  it('would find a server that is missing', () => {
    const { openapi, info } = description;
    expect(problemsOf({ openapi, info, paths: {} })).toContain('no-empty-servers #/openapi');
  }, 60_000);
});
