import type { ChignonRequest } from '@chignon/service-kit';
import type { ContextAnswer, Dispatch } from './dispatch.js';

/** Who stands behind a kind of tender or discount. */
export interface OwnedTender {
  readonly kind: string;
  readonly use: 'tender' | 'discount';
  /** The context that reserves it. */
  readonly context: string;
}

/** What is known of a kind. */
export interface FoundOwner {
  /** Absent: none of those that answered owns it. */
  readonly owner?: OwnedTender;
  /** A context that could not say what it owns, where no other owns the kind: it may be the owner. */
  readonly away?: ContextAnswer;
}

/** Injection token of the owners. */
export const TENDER_OWNERS = 'gateway:tender-owners';

/** Which context owns which kind, as the contexts say themselves. What was said is kept: kinds never change hands while a platform runs. */
export class TenderOwners {
  private readonly known = new Map<string, OwnedTender>();

  constructor(private readonly dispatch: () => Dispatch) {}

  /** Asks all contexts at once, and waits for no other once the owner has spoken. */
  async of(request: ChignonRequest, kind: string): Promise<FoundOwner> {
    let away: ContextAnswer | undefined;
    if (!this.known.has(kind))
      await Promise.any(
        this.dispatch().contexts.map(async (context) => {
          const answer = await this.dispatch().ask(request, {
            context,
            method: 'GET',
            path: `/v1/${context}/tenders`,
          });
          if (answer.status === 200)
            for (const one of answer.body.items as Omit<OwnedTender, 'context'>[])
              this.known.set(one.kind, { ...one, context });
          else if (answer.status !== 404) away = answer;
          if (!this.known.has(kind)) throw new Error('another one is the owner, or none');
        }),
      ).catch(() => undefined);
    const owner = this.known.get(kind);
    return owner ? { owner } : away ? { away } : {};
  }

  /** Kinds of discount that are owned, as far as it has been heard. */
  discounts(): string[] {
    return [...this.known.values()]
      .flatMap(({ kind, use }) => (use === 'discount' ? [kind] : []))
      .sort();
  }
}
