import { parse } from 'csv-parse/sync';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { ImportError, type Mapping } from './mapping.js';
import type { Problem, Row } from './rows.js';

/** A line longer than this is no line of such a file; it is refused instead of being kept in memory. */
const MAX_LINE_LENGTH = 65_536;

/**
 * The rows of a CSV file, streamed, one record a line: a broken quote spoils its own line and no other. Empty lines are
 * passed over. Lines that cannot be read become problems.
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
    } else if (!cells) problems.push({ file, line, column: '', value: text.slice(0, 200), reason: 'the line is not CSV' });
    else if (cells.length !== header.length) problems.push({ file, line, column: '', value: text.slice(0, 200), reason: `the line has ${cells.length} columns; expected ${header.length}` });
    else yield { file, line, cells: new Map(header.map((column, i) => [column, cells[i]!])) };
  }
  if (!header) throw new ImportError(`${file} is empty`);
}

function cellsOf(text: string, delimiter: string): string[] | undefined {
  try {
    return (parse(text, { delimiter, bom: true, relax_column_count: true }) as string[][])[0];
  } catch {
    return undefined;
  }
}
