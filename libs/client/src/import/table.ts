import { parse } from 'csv-parse/sync';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { ENCODINGS, ImportError, type Encoding, type Mapping } from './mapping.js';
import type { Problem, Row } from './rows.js';

/** A line longer than this is no line of such a file; it is refused instead of being kept in memory. */
const MAX_LINE_LENGTH = 65_536;
/** So much of a broken line is shown in the error file. */
const SHOWN_LENGTH = 200;

/**
 * The rows of a CSV file, streamed, one record a line: a broken quote spoils its own line and no other. Empty lines are
 * passed over. A line that cannot be read becomes a problem and a `broken` row with the cells that a plain split finds.
 * @throws ImportError when the file is missing, is not written in the encoding that the mapping names, lacks a column that the mapping
 *   names or has one twice
 */
export async function* rowsOf(
  path: string,
  columns: readonly string[],
  csv: Mapping['csv'],
  problems: Problem[],
): AsyncGenerator<Row> {
  const file = basename(path);
  let header: string[] | undefined;
  let line = 0;
  for await (const text of linesOf(path, csv.encoding)) {
    line += 1;
    if (text.trim() === '') continue;
    const cells = text.length > MAX_LINE_LENGTH ? undefined : cellsOf(text, csv.delimiter);
    if (!header) {
      if (!cells) throw new ImportError(`${file}: the first line is not a header`);
      header = cells.map((cell) => cell.trim());
      const twice = header.find((column, i) => column !== '' && header!.indexOf(column) !== i);
      if (twice !== undefined)
        throw new ImportError(
          `${file} has the column "${twice}" twice: which of them counts cannot be told`,
        );
      for (const column of columns)
        if (!header.includes(column))
          throw new ImportError(`${file} has no column "${column}"; it has ${header.join(', ')}`);
      continue;
    }
    const broken = !cells
      ? 'the line is not CSV'
      : cells.length !== header.length
        ? `the line has ${cells.length} columns; expected ${header.length}`
        : undefined;
    if (broken)
      problems.push({ file, line, column: '', value: text.slice(0, SHOWN_LENGTH), reason: broken });
    const found = cells ?? text.slice(0, MAX_LINE_LENGTH).split(csv.delimiter);
    yield {
      file,
      line,
      cells: new Map(header.map((column, i) => [column, found[i] ?? ''])),
      ...(broken ? { broken: true } : {}),
    };
  }
  if (!header) throw new ImportError(`${file} is empty`);
}

/** The lines of a file as text. A byte that the encoding does not know refuses the file: letters would be lost in silence. */
async function* linesOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding === 'utf8' ? 'utf-8' : encoding, {
    fatal: true,
    ignoreBOM: true,
  });
  let [rest, line] = ['', 0];
  const decoded = (bytes?: Buffer): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw new ImportError(
        `${basename(path)} is not written in ${encoding}, as is seen about line ${line + 1}: name its encoding in the mapping, csv.encoding, as one of ${ENCODINGS.join(', ')}`,
      );
    }
  };
  try {
    for await (const bytes of createReadStream(path)) {
      const lines = (rest + decoded(bytes as Buffer)).split(/\r\n|\n|\r(?!$)/);
      // What is too long for a line is told by its length; the whole of it is not kept.
      rest = lines.pop()!.slice(0, MAX_LINE_LENGTH + 1);
      for (const text of lines) {
        line += 1;
        yield text;
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new ImportError(`${path} cannot be read`);
  }
  rest += decoded();
  if (rest !== '') yield rest.replace(/\r$/, '');
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
