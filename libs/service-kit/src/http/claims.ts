import {
  ConflictError,
  invalid,
  Refusal,
  type Collection,
  type Job,
  type Stored,
  type Tools,
} from '@chignon/eventing';
import { HttpProblem } from './problems.js';

/** An idempotency key of one caller on one route, and the input it was used with. */
export interface Claim {
  /** The command id: derived from caller, route and key. */
  readonly id: string;
  /** Hash of the input. */
  readonly input: string;
  readonly claimedAt: string;
  /** Of a command whose answer is kept. */
  readonly answer?: unknown;
}

/** A key is remembered so long: no client repeats a request after a week. */
const KEPT_MS = 7 * 86_400_000;
const SWEPT_AT_ONCE = 500;
const SWEEP_EVERY_MS = 3_600_000;

/** Written before every command, and not waited for on the disk: a power cut forgets a few keys, a crash of the process none. */
export const claimsOf = (process: string): Collection<Claim> => ({
  name: `${process}-directory.claims`,
  indexes: { byAge: { fields: ['claimedAt'] } },
  rebuildable: true,
});

/** Takes claims away that are older than a week. */
export const sweepOf = (claims: Collection<Claim>): Job => ({
  name: `${claims.name}.sweep`,
  everyMs: SWEEP_EVERY_MS,
  async run({ documents, facts }: Tools) {
    const before = new Date(Date.parse(facts.now()) - KEPT_MS).toISOString();
    for (;;) {
      const { items } = await documents.find<Claim>(claims, {
        index: 'byAge',
        range: { field: 'claimedAt', lt: before },
        limit: SWEPT_AT_ONCE,
      });
      if (items.length === 0) return;
      await documents.bulk<Claim>(
        claims,
        items.map(({ id, revision }) => ({ remove: id, expected: revision })),
      );
    }
  },
});

/**
 * One command a key: the first use of a key fixes its input, for every stream, every process and after a restart too.
 * The ledgers themselves tell the repeat of a request from a new one; this tells the same key with another input.
 */
export class Claims {
  /** Commands whose answer is kept, under way in this process. */
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(
    private readonly tools: Pick<Tools, 'documents' | 'facts'>,
    private readonly claims: Collection<Claim>,
  ) {}

  /** Does a command under its claim. One that is refused gives the key back, unless somebody else uses it with the same input. @throws Refusal 422 `idempotency-key-reused` */
  async claimed<T>(id: string, input: string, handle: () => Promise<T>): Promise<T> {
    const { first } = await this.claim(id, input);
    try {
      return await handle();
    } catch (error) {
      if (
        first &&
        (error instanceof Refusal || error instanceof HttpProblem || error instanceof ConflictError)
      )
        await this.tools.documents.remove(this.claims, id, { expected: 1 }).catch(ifChanged);
      throw error;
    }
  }

  /** Does a command once: every repeat gets the first answer, also one that comes at the same instant. @throws Refusal 422 `idempotency-key-reused` */
  async once(id: string, input: string, handle: () => Promise<unknown>): Promise<unknown> {
    const attempt = `${id} ${input}`;
    const running = this.underWay.get(attempt);
    if (running) return running;
    const answer = this.answered(id, input, handle).finally(() => this.underWay.delete(attempt));
    this.underWay.set(attempt, answer);
    return answer;
  }

  private async answered(
    id: string,
    input: string,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    return this.claimed(id, input, async () => {
      const before = await this.tools.documents.get(this.claims, id);
      if (before?.answer !== undefined) return before.answer;
      const answer = await handle();
      if (before) {
        const { revision, ...claim } = before;
        await this.tools.documents
          .put(this.claims, { ...claim, answer }, { expected: revision })
          .catch(ifChanged);
      }
      return answer;
    });
  }

  private async claim(id: string, input: string): Promise<{ first: boolean }> {
    const { documents, facts } = this.tools;
    const wanted: Claim = { id, input, claimedAt: facts.now() };
    for (;;) {
      try {
        await documents.put(this.claims, wanted, { expected: 0 });
        return { first: true };
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
      }
      const before: Stored<Claim> | undefined = await documents.get(this.claims, id);
      // Given back in between: it is free again.
      if (!before) continue;
      if (before.input !== input)
        throw invalid(
          'idempotency-key-reused',
          'This idempotency key was already used with another input.',
          { field: 'Idempotency-Key', expected: 'a new key for a new input' },
        );
      const { revision, ...claim } = before;
      // The claim is used by two now: whoever made it no longer gives it back alone.
      await documents.put(this.claims, claim, { expected: revision }).catch(ifChanged);
      return { first: false };
    }
  }
}

/** Another request was faster: what it wrote stands. */
function ifChanged(error: unknown): void {
  if (!(error instanceof ConflictError)) throw error;
}
