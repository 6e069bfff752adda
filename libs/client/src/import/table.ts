import { parse } from 'csv-parse/sync';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { ImportError, type Mapping } from './mapping.js';
import type { Problem, Row } from './rows.js';

/** A line longer than this is no line of such a file; it is refused instead of being kept in memory. */
const MAX_LINE_LENGTH = 65_536;
/** So much of a broken line is shown in the error file. */
const SHOWN_LENGTH = 200;

/**
 * The rows of a CSV file, streamed, one record a line: a broken quote spoils its own line and no other. Empty lines are
 * passed over. A line that cannot be read becomes a problem and a `broken` row with the cells that a plain split finds.
 * @throws ImportError when the file is missing or lacks a column that the mapping names
 */
export async function* rowsOf(path: string, columns: readonly string[], csv: Mapping['csv'], problems: Problem[]): AsyncGenerator<Row> {
  const file = basename(path);
  const stream = createReadStream(path, { encoding: csv.encoding });
  const opened = new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', () => reject(new ImportError(`${path} cannot be read`)));
  });
  await opened;
  let header: string[] | undefined;
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() === '') continue;
    const cells = text.length > MAX_LINE_LENGTH ? undefined : cellsOf(text, csv.delimiter);
    if (!header) {
      if (!cells) throw new ImportError(`${file}: the first line is not a header`);
      header = cells.map((cell) => cell.trim());
      for (const column of columns) if (!header.includes(column)) throw new ImportError(`${file} has no column "${column}"; it has ${header.join(', ')}`);
      continue;
    }
    const broken = !cells ? 'the line is not CSV' : cells.length !== header.length ? `the line has ${cells.length} columns; expected ${header.length}` : undefined;
    if (broken) problems.push({ file, line, column: '', value: text.slice(0, SHOWN_LENGTH), reason: broken });
    const found = cells ?? text.slice(0, MAX_LINE_LENGTH).split(csv.delimiter);
    yield { file, line, cells: new Map(header.map((column, i) => [column, found[i] ?? ''])), ...(broken ? { broken: true } : {}) };
  }
  if (!header) throw new ImportError(`${file} is empty`);
}

/** Most lines have no quotes, and then the delimiter alone makes the cells: twenty times faster over a long history. */
function cellsOf(text: string, delimiter: string): string[] | undefined {
  if (!text.includes('"')) return text.replace(/^\ufeff/, '').split(delimiter);
  try {
    return (parse(text, { delimiter, bom: true, relax_column_count: true }) as string[][])[0];
  } catch {
    return undefined;
  }
}
