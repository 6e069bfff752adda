import { Transform } from 'node:stream';
import { expandCustomers, type CustomersByIds } from './expand.js';

const DATA = 'data: ';

/** Joins names to the data of server-sent events, in their order, as `expandCustomers` does to an answer: one question for what comes at once. */
export function expandedEvents(ask: CustomersByIds): Transform {
  const decoder = new TextDecoder();
  let rest = '';
  const expanded = async (lines: readonly string[]): Promise<string[]> => {
    const joined = (await expandCustomers(
      lines.map((line) => (line.startsWith(DATA) ? JSON.parse(line.slice(DATA.length)) : null)),
      ask,
    )) as unknown[];
    return lines.map((line, i) =>
      line.startsWith(DATA) ? DATA + JSON.stringify(joined[i]) : line,
    );
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop()!;
      if (lines.length === 0) done();
      else expanded(lines).then((out) => done(null, `${out.join('\n')}\n`), done);
    },
  });
}
