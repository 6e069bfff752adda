import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBelow, ROOT } from './sources.js';

/** Runs the generator; `docs` is a copy that may be spoilt. */
function generate(...args: string[]): { status: number | null; said: string } {
  const run = spawnSync(process.execPath, ['scripts/docs-events.mjs', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status: run.status, said: `${run.stdout}${run.stderr}` };
}

describe('docs/events', () => {
  let docs: string;
  beforeEach(() => {
    docs = mkdtempSync(join(tmpdir(), 'chignon-events-'));
    cpSync(join(ROOT, 'docs/events'), docs, { recursive: true });
  });
  afterEach(() => rmSync(docs, { recursive: true }));
  const edit = (file: string, change: (schema: any) => void): void => {
    const schema = JSON.parse(readFileSync(join(docs, file), 'utf8'));
    change(schema);
    writeFileSync(join(docs, file), JSON.stringify(schema));
  };

  it('is what the contract classes say', () => {
    const { status, said } = generate('--check');
    expect(said).toMatch(/^docs-events: \d+ events on \d+ topics, as committed\n$/);
    expect(status).toBe(0);
  });

  it('says the same in draft 7, for code generators and registries that stop there', () => {
    const drafts = filesBelow('docs/events/draft-07', '.json');
    expect(drafts.length).toBe(filesBelow('libs/contracts/samples', '.json').length);
    const json = (file: string): any => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
    for (const file of drafts) {
      const name = file.slice('docs/events/draft-07/'.length);
      const sample = json(`libs/contracts/samples/${name.replace('.schema', '')}`);
      const judges = [
        new Ajv({ strict: false }).compile(json(file)),
        new Ajv2020({ strict: false }).compile(json(`docs/events/${name}`)),
      ];
      expect([name, ...judges.map((judge) => judge(sample))]).toEqual([name, true, true]);
      for (const field of Object.keys(sample)) {
        const spoilt = { ...sample, [field]: { nothing: 'of the kind' } };
        const [older, newer] = judges.map((judge) => judge(spoilt));
        expect([name, field, older]).toEqual([name, field, newer]);
      }
    }
  });

  it('is noticed when it differs, and when a file belongs to nothing', () => {
    writeFileSync(join(docs, 'README.md'), 'old');
    rmSync(join(docs, 'loyalty/TierChanged.v1.schema.json'));
    writeFileSync(join(docs, 'stray.json'), '{}');
    const { status, said } = generate('--check', '--docs', docs);
    expect(status).toBe(1);
    for (const file of ['README.md', 'loyalty/TierChanged.v1.schema.json', 'stray.json'])
      expect(said).toContain(file);
  });

  it('is never overwritten by a breaking change of a documented version', () => {
    // The committed schema is the past; each edit makes today's class the breaking change.
    edit('booking/VisitSettled.v1.schema.json', (schema) => {
      schema.required = schema.required.filter((name: string) => name !== 'billId');
      schema.properties.cashier = { type: 'string' };
      schema.properties.currency.pattern = '^[a-z]{3}$';
      schema.$defs.Tender.properties.cents.type = 'number';
    });
    const { status, said } = generate('--docs', docs);
    expect(status).toBe(1);
    for (const complaint of [
      '/: billId is now required',
      '/: cashier is gone',
      '/currency: pattern',
      '/Tender/cents: type number became integer',
    ])
      expect(said).toContain(complaint);
    expect(readFileSync(join(docs, 'booking/VisitSettled.v1.schema.json'), 'utf8')).toContain(
      'cashier',
    );
  });
});
