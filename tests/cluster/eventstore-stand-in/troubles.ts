import type { ServiceError } from '@grpc/grpc-js';

/** What a test may order from the stand-in, and what it may count there. */
export class Troubles {
  /** Appends that reached the server, troubled ones and copies too, and how many of them came over the batch stream. */
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
  /** A filtered subscription is sent a checkpoint when it has caught up: so does 24.10, and 23.10 does not. */
  checkpointWhenCaughtUp = true;
  /** After how long the copy of an append that is still under way is answered; the server takes about 2,600 ms. */
  copyTimeoutMs = 2600;
  /** What that answer is over the batch stream: the timeout, or a wrong expected revision as one release told it. */
  copyAnswer: 'timeout' | 'wrong-revision' = 'timeout';
  /** Copies that came while the first was under way. */
  copies = 0;
  private lost = 0;
  private readonly refusals: ServiceError[] = [];
  private held: { readonly until: Promise<void>; reached(): void; copied(): void } | undefined;

  /** The next `appends` are stored and then answered with UNAVAILABLE. */
  loseAnswers(appends: number): void {
    this.lost = appends;
  }

  /** The next append is refused with this error, and not stored. */
  refuse(error: ServiceError): void {
    this.refusals.push(error);
  }

  /** Appends wait, unstored and unanswered, until released. `reached` resolves when the first one waits, `copied` when a copy of one has come. */
  hold(): { readonly reached: Promise<void>; readonly copied: Promise<void>; release(): void } {
    const [until, release] = event();
    const [reached, reachedNow] = event();
    const [copied, copiedNow] = event();
    this.held = { until, reached: reachedNow, copied: copiedNow };
    return {
      reached,
      copied,
      release: () => {
        this.held = undefined;
        release();
      },
    };
  }

  async beforeAppend(batched: boolean, copy: boolean): Promise<void> {
    this.appends++;
    if (batched) this.batchedAppends++;
    if (copy) {
      this.copies++;
      this.held?.copied();
      return;
    }
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

function event(): [happened: Promise<void>, happen: () => void] {
  let happen!: () => void;
  return [new Promise<void>((resolve) => (happen = resolve)), () => happen()];
}
