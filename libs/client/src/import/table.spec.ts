import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Encoding } from './mapping.js';
import type { Problem } from './rows.js';
import { rowsOf } from './table.js';

const dir = mkdtempSync(join(tmpdir(), 'chignon-table-'));
afterAll(() => rmSync(dir, { recursive: true }));
const file = join(dir, 'services.csv');

async function read(
  bytes: Buffer | string,
  encoding: Encoding = 'utf8',
  columns = ['Code', 'Name'],
) {
  writeFileSync(file, bytes);
  const problems: Problem[] = [];
  const rows: string[][] = [];
  for await (const row of rowsOf(file, columns, { delimiter: ',', encoding }, problems))
    rows.push([...row.cells.values()]);
  return { rows, problems };
}

describe('K15 files in the encoding that the mapping names', () => {
  /** "cut" in Chinese as GBK writes it. */
  const gbk = Buffer.concat([
    Buffer.from('Code,Name\r\nC1,'),
    Buffer.from([0xbc, 0xf4, 0xb7, 0xa2]),
    Buffer.from('\r\n'),
  ]);

  it('refuses bytes that are not UTF-8, and says how to name the encoding', async () => {
    await expect(read(gbk)).rejects.toThrow(
      /services.csv is not written in utf8.*csv.encoding, as one of utf8, latin1, windows-1252, gbk, gb18030, big5/,
    );
    await expect(read(Buffer.from([...Buffer.from('Code,Name\nC1,'), 0xe5, 0x89]))).rejects.toThrow(
      'is not written in utf8',
    );
  });

  it.each(['gbk', 'gb18030'] as const)('reads %s', async (encoding) =>
    expect((await read(gbk, encoding)).rows).toEqual([['C1', '\u526a\u53d1']]),
  );

  it('reads UTF-8 with and without a mark, characters across pieces, and the last line without its end', async () => {
    expect((await read('\ufeffCode,Name\nC1,\u526a')).rows).toEqual([['C1', '\u526a']]);
    const long = `Code,Name\n${Array.from({ length: 20_000 }, (_, i) => `C${i},\u526a\u53d1`).join('\n')}`;
    const { rows } = await read(long);
    expect([rows.length, rows.every(([, name]) => name === '\u526a\u53d1')]).toEqual([
      20_000,
      true,
    ]);
  });

  it.each([['Code,Name,Name\nC1,a,b\n'], ['Code,Other,Name,Other\nC1,a,b,c\n']])(
    'refuses a header that names a column twice: %j',
    async (text) => expect(read(text)).rejects.toThrow(/has the column "(Name|Other)" twice/),
  );

  it('refuses a line that is too long by itself', async () => {
    const { rows, problems } = await read(`Code,Name\nC1,${'x'.repeat(300_000)}\nC2,b\n`);
    expect([rows.length, rows[1], problems.map(({ line }) => line)]).toEqual([2, ['C2', 'b'], [2]]);
  });
});
