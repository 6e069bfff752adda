import { sha256 } from '@chignon/eventing';
import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../api-client.js';
import type { Tally } from './report.js';
import type { Problem } from './rows.js';

/** Rows of one request: the most that the import routes take. */
const BATCH = 200;

/** Told after each step of the work: what is being written, how many records of how many. */
export type OnProgress = (what: string, done: number, total: number) => void;

/** The answer to one row of an import route. */
export interface Result {
  readonly outcome: 'imported' | 'already' | 'rejected';
  readonly code?: string;
  readonly field?: string;
  readonly customerId?: string;
  readonly visitId?: string;
}

/** What an import route says of all its rows. */
export interface Answer {
  readonly overlaps?: number;
  /** Codes that mean nothing on the platform. */
  readonly unknownCodes?: readonly { readonly kind: string; readonly code: string }[];
}

/** A record on its way, and where its row stands for the error file. */
export interface Sent<T> {
  readonly item: T;
  readonly file: string;
  readonly line: number;
  readonly value: string;
}

/** What codes of the import routes mean to somebody who reads an error file. */
const REASONS: { readonly [code: string]: string } = {
  'idempotency-key-reused': 'was imported before with other content; what was imported stays',
};

/** Sends rows to import routes, and gathers what is wrong with them. */
export class Batches {
  /**
   * Each run is a request of its own, which is told what is there already; a batch that is sent again within a run is
   * answered as the first time.
   */
  private readonly run = randomUUID();
  private readonly unknown = new Map<string, Set<string>>();

  /** @param problems takes the rows that the platform refuses */
  constructor(
    private readonly api: ApiClient,
    private readonly problems: Problem[],
    private readonly onProgress: OnProgress,
  ) {}

  /** Codes that mean nothing on the platform, by their kind, in order. */
  unknownCodes(): { readonly [kind: string]: readonly string[] } {
    return Object.fromEntries([...this.unknown].map(([kind, codes]) => [kind, [...codes].sort()]));
  }

  /**
   * Sends rows in their order, one batch after another.
   * @param head what stands in every request beside the rows
   * @param tally takes what became of them
   * @param each is called with the answer of each batch; `from` is the index of its first row
   */
  async send<T>(
    what: string,
    path: string,
    head: object,
    rows: readonly Sent<T>[],
    tally: Tally,
    each: (answer: Answer, results: readonly Result[], from: number) => void = () => {},
  ): Promise<void> {
    for (let from = 0; from < rows.length; from += BATCH) {
      const batch = rows.slice(from, from + BATCH);
      const body = { ...head, items: batch.map(({ item }) => item) };
      const answer = await this.api.post<Answer & { results: Result[] }>(
        path,
        body,
        `import.${this.run}.${sha256(JSON.stringify(body))}`,
      );
      answer.results.forEach(({ outcome, code, field }, i) => {
        tally[outcome] += 1;
        const { file, line, value } = batch[i]!;
        if (outcome === 'rejected')
          this.problems.push({
            file,
            line,
            column: field ?? '',
            value,
            reason: REASONS[code ?? ''] ?? code ?? 'refused',
          });
      });
      for (const { kind, code } of answer.unknownCodes ?? [])
        this.unknown.set(kind, (this.unknown.get(kind) ?? new Set()).add(code));
      each(answer, answer.results, from);
      this.onProgress(what, Math.min(from + BATCH, rows.length), rows.length);
    }
  }
}
