import { spawnSync } from 'node:child_process';
import { operations } from './description.js';
import { ROOT, textOf } from './sources.js';

const codesOf = (id: string, status: number): readonly string[] =>
  (operations.find(({ operation }) => operation.operationId === id)?.operation.responses[status]?.[
    'x-codes'
  ] ?? []) as readonly string[];

describe('docs/problems.md', () => {
  it('lists every code with which the sources refuse', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/docs-problems.mjs', '--check'],
      { cwd: ROOT, encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^docs-problems: \d+ codes, as committed\n$/);
    expect(status).toBe(0);
  });
});

describe('the codes of an operation', () => {
  it('are those of its functions, of the decisions on its commands, and of its docstring', () => {
    expect(codesOf('redeemPoints', 409)).toEqual(['points-insufficient']);
    expect(codesOf('bookAppointment', 409)).toEqual(
      expect.arrayContaining(['slot-taken', 'hold-expired', 'store-closed']),
    );
    // What another command of the same ledger is refused with is not among them.
    expect(codesOf('releaseHold', 409)).not.toContain('slot-taken');
    expect(codesOf('settleVisit', 422)).toContain('tenders-do-not-sum');
  });

  it('all stand in docs/problems.md, and most operations have some', () => {
    const known = new Set(
      [...textOf('docs/problems.md').matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, code]) => code),
    );
    const named = operations.map(({ operation }) =>
      Object.values(operation.responses).flatMap((one) => (one['x-codes'] ?? []) as string[]),
    );
    expect(named.flat().filter((code) => !known.has(code))).toEqual([]);
    expect(named.filter((codes) => codes.length > 0).length).toBeGreaterThan(150);
  });
});
