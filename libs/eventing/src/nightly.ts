import type { Collection, DocumentStore } from './ports/document-store.js';
import type { Facts } from './ports/facts.js';
import type { Difference, Reconciled } from './reconcile.js';

/** What the last reconciliation of a context found. */
export interface LastReconciliation extends Omit<Reconciled, 'differences'> {
  readonly id: 'last';
  /** ISO UTC. */
  readonly at: string;
  /** The first of them. */
  readonly differences: readonly Difference[];
}

/** Differences that are kept; `verify` lists more. */
const MAX_KEPT = 100;
/** A process that was down at the hour does it so long after; later the salons are open. */
const NIGHT_HOURS = 4;

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

  /** Reconciles when it is night and was not done since the last noon. */
  async look(): Promise<void> {
    const now = this.facts.now();
    if (this.hour === undefined || (Number(now.slice(11, 13)) - this.hour + 24) % 24 >= NIGHT_HOURS) return;
    const recent = new Date(Date.parse(now) - 2 * NIGHT_HOURS * 3_600_000).toISOString();
    if ((this.last?.at ?? '') > recent) return;
    await this.run();
  }

  async run(): Promise<Reconciled> {
    const at = this.facts.now();
    const reconciled = await this.reconcile();
    this.last = { id: 'last', at, ...reconciled, differences: reconciled.differences.slice(0, MAX_KEPT) };
    await this.documents.put(this.collection, this.last);
    return reconciled;
  }
}
