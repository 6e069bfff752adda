import type { ServiceError } from '@grpc/grpc-js';

/** What a test may order from the stand-in, and what it may count there. */
export class Troubles {
  /** Appends that reached the server, troubled ones too; those over the batch stream are counted apart. */
  appends = 0;
  batchedAppends = 0;
  /** Responses written to reads and subscriptions. */
  sent = 0;
  /**
   * Filtered subscriptions are sent the checkpoint of an event before the event itself, as some releases of 24.10 and 25.0 did
   * (KurrentDB issue 4970), and when going live that of the event which will come next: whoever resumes from it, or believes it,
   * loses that event.
   */
  checkpointEarly = false;
  private lost = 0;
  private readonly refusals: ServiceError[] = [];
  private held: { readonly until: Promise<void>; reached(): void } | undefined;

  /** The next `appends` are stored and then answered with UNAVAILABLE. */
  loseAnswers(appends: number): void {
    this.lost = appends;
  }

  /** The next append is refused with this error, and not stored. */
  refuse(error: ServiceError): void {
    this.refusals.push(error);
  }

  /** Appends wait, unstored and unanswered, until released. `reached` resolves when the first one waits. */
  hold(): { readonly reached: Promise<void>; release(): void } {
    let release!: () => void;
    let reachedNow!: () => void;
    const until = new Promise<void>((resolve) => (release = resolve));
    const reached = new Promise<void>((resolve) => (reachedNow = resolve));
    this.held = { until, reached: reachedNow };
    return {
      reached,
      release: () => {
        this.held = undefined;
        release();
      },
    };
  }

  async beforeAppend(batched: boolean): Promise<void> {
    if (batched) this.batchedAppends++;
    else this.appends++;
    this.held?.reached();
    await this.held?.until;
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
  }

  losesAnswer(): boolean {
    if (this.lost === 0) return false;
    this.lost--;
    return true;
  }
}
