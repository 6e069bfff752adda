import type { Collection, DocumentStore } from './ports/document-store.js';
import type { Facts } from './ports/facts.js';
import type { Difference, Reconciled } from './reconcile.js';
import { optional } from './optional.js';

/** What the last reconciliation of a context found. */
export interface LastReconciliation extends Omit<Reconciled, 'differences'> {
  readonly id: 'last';
  /** ISO UTC. */
  readonly at: string;
  /** The night of which it was done last by itself: the date on which its hour began. */
  readonly night?: string;
  /** The first of them. */
  readonly differences: readonly Difference[];
}

/** Differences that are kept; `verify` lists more. */
const MAX_KEPT = 100;
/** A process that was down at the hour does it so long after; later the salons are open. */
const NIGHT_HOURS = 4;
const HOUR_MS = 3_600_000;

/** Reconciles a context once a night, and keeps the outcome for the platform's health. */
export class Nightly {
  readonly collection: Collection<LastReconciliation>;
  last: LastReconciliation | undefined;

  constructor(
    context: string,
    private readonly documents: DocumentStore,
    private readonly facts: Facts,
    /** Hour of the day in UTC; undefined: never by itself. */
    private readonly hour: number | undefined,
    private readonly reconcile: () => Promise<Reconciled>,
  ) {
    this.collection = { name: `${context}.reconciliations`, indexes: {} };
  }

  async open(): Promise<void> {
    await this.documents.open(this.collection);
    await this.refresh();
  }

  /** Learns what another instance has found. */
  async refresh(): Promise<void> {
    this.last = await this.documents.get(this.collection, 'last');
  }

  /** Reconciles when it is night and this night's was not done. */
  async look(): Promise<void> {
    if (this.hour === undefined) return;
    const sinceHour = new Date(Date.parse(this.facts.now()) - this.hour * HOUR_MS).toISOString();
    const night = sinceHour.slice(0, 10);
    if (Number(sinceHour.slice(11, 13)) >= NIGHT_HOURS || this.last?.night === night) return;
    await this.run(night);
  }

  /** @param night left out: asked for by somebody */
  async run(night = this.last?.night): Promise<Reconciled> {
    const at = this.facts.now();
    const reconciled = await this.reconcile();
    this.last = {
      id: 'last',
      at,
      ...reconciled,
      differences: reconciled.differences.slice(0, MAX_KEPT),
      ...optional({ night }),
    };
    await this.documents.put(this.collection, this.last);
    return reconciled;
  }
}
