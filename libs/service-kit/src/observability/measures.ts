import type { EngineObserver, Observer, Tracing } from '@chignon/eventing';
import { Counter, Histogram, type Registry } from 'prom-client';

/** Of what somebody waits for, in seconds: from a read model's answer to a search of ten seconds. */
const WAITS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** Of what shares a write. */
const SHARES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/**
 * Counters and histograms of one process, fed by the mechanism, the engines and the HTTP server. Their labels are names out
 * of the code (contexts, ledgers, commands, followers, routes) and codes of closed lists: never an id, so that the number of series is bounded.
 */
export class Measures {
  private readonly requests;
  private readonly commands;
  private readonly rounds;
  private readonly conflicts;
  private readonly batches;
  private readonly events;
  private readonly retries;
  private readonly parked;
  private readonly publishing;
  private readonly messages;
  private readonly viewWrites;
  private readonly viewConflicts;
  private readonly commits;
  private readonly commitEntries;
  private readonly commitRows;

  constructor(registry: Registry) {
    const registers = [registry];
    const histogram = <L extends string>(
      name: string,
      help: string,
      labelNames: L[],
      buckets: number[] = WAITS,
    ) => new Histogram({ name, help, labelNames, buckets, registers });
    const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
      new Counter({ name, help, labelNames, registers });
    this.requests = histogram(
      'chignon_http_request_duration_seconds',
      'Time from a request to the end of its answer, by method, pattern of the route and class of the status; streams of events are left out',
      ['method', 'route', 'status'],
    );
    this.commands = histogram(
      'chignon_command_duration_seconds',
      'Time from a command to its answer, the wait for its turn on the stream and for the disk included; outcome: done, unchanged, replayed, refused, conflict or failed',
      ['context', 'ledger', 'command', 'outcome'],
    );
    this.rounds = histogram(
      'chignon_command_round_commands',
      'Commands of one stream that were appended together',
      ['context', 'ledger'],
      SHARES,
    );
    this.conflicts = counter(
      'chignon_append_conflicts_total',
      'Appends that met what another process had written first; their commands are decided again',
      ['context', 'ledger'],
    );
    this.batches = histogram(
      'chignon_follower_batch_duration_seconds',
      'Time that a follower worked at a batch; outcome: handled, or failed and tried again',
      ['context', 'follower', 'outcome'],
    );
    this.events = counter(
      'chignon_follower_events_total',
      'Events or messages that a follower has handled',
      ['context', 'follower'],
    );
    this.retries = counter(
      'chignon_consumer_retries_total',
      'Events at which a reaction or effect failed and that it tried once more at once',
      ['context', 'consumer'],
    );
    this.parked = counter(
      'chignon_parked_total',
      'Events put aside; why: failed (a dead letter), postponed (a service outside is tried again) or behind (an older one of its key waits)',
      ['context', 'consumer', 'why'],
    );
    this.publishing = histogram(
      'chignon_publish_duration_seconds',
      'Time until the bus had a batch of messages',
      ['context'],
    );
    this.messages = counter('chignon_published_messages_total', 'Messages published', ['context']);
    this.viewWrites = histogram(
      'chignon_view_write_documents',
      'Documents of a view that were written in one go',
      ['context', 'view'],
      SHARES,
    );
    this.viewConflicts = counter(
      'chignon_view_write_conflicts_total',
      'Documents of a view that had changed meanwhile and were folded again',
      ['context', 'view'],
    );
    this.commits = histogram(
      'chignon_group_commit_duration_seconds',
      'Time of a transaction that is on the disk (embedded engines), or until EventStoreDB has answered an append',
      ['store'],
    );
    this.commitEntries = histogram(
      'chignon_group_commit_entries',
      'Appends (streams) or pieces of work (documents) that shared one transaction',
      ['store'],
      SHARES,
    );
    this.commitRows = histogram(
      'chignon_group_commit_rows',
      'Events (streams) or rows (documents) of one transaction',
      ['store'],
      SHARES,
    );
  }

  /** A request was answered. @param route its pattern, never its path */
  request(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds);
  }

  readonly engine: EngineObserver = {
    committed: (store, entries, rows, seconds) => {
      const label = { store };
      this.commits.observe(label, seconds);
      this.commitEntries.observe(label, entries);
      this.commitRows.observe(label, rows);
    },
  };

  /** What measures one context. */
  observer(context: string, tracing?: Tracing): Observer {
    return {
      tracing,
      command: (ledger, command, outcome, seconds) =>
        this.commands.observe({ context, ledger, command, outcome }, seconds),
      round: (ledger, commands) => this.rounds.observe({ context, ledger }, commands),
      lostRace: (ledger) => this.conflicts.inc({ context, ledger }),
      batch: (follower, events, seconds, failed) => {
        this.batches.observe(
          { context, follower, outcome: failed ? 'failed' : 'handled' },
          seconds,
        );
        if (!failed) this.events.inc({ context, follower }, events);
      },
      retried: (consumer) => this.retries.inc({ context, consumer }),
      parked: (consumer, why) => this.parked.inc({ context, consumer, why }),
      written: (view, documents, conflicts) => {
        this.viewWrites.observe({ context, view }, documents);
        if (conflicts > 0) this.viewConflicts.inc({ context, view }, conflicts);
      },
      published: (messages, seconds) => {
        this.publishing.observe({ context }, seconds);
        this.messages.inc({ context }, messages);
      },
    };
  }
}

/** Measures nothing: traces alone are wanted. */
export const unmeasured = (tracing: Tracing): Observer => ({
  tracing,
  command: () => undefined,
  round: () => undefined,
  lostRace: () => undefined,
  batch: () => undefined,
  retried: () => undefined,
  parked: () => undefined,
  written: () => undefined,
  published: () => undefined,
});
