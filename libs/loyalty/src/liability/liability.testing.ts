import { type DomainEvent, positionText, type RecordedEvent, type View } from '@chignon/eventing';
import type { LiabilityItem } from './item.js';

/** A stream as it would be stored. */
export class StreamOfTests {
  readonly events: RecordedEvent[] = [];
  constructor(private readonly stream: string) {}

  /** Writes events down at an instant. */
  record(events: readonly DomainEvent[], recordedAt: string): RecordedEvent[] {
    const written = events.map(({ type, data, effectiveAt }, i): RecordedEvent => {
      const revision = this.events.length + i + 1;
      return {
        id: `e${revision}`,
        version: 1,
        type,
        data,
        stream: this.stream,
        revision,
        position: positionText(revision),
        meta: { effectiveAt: effectiveAt ?? recordedAt, recordedAt } as RecordedEvent['meta'],
      };
    });
    this.events.push(...written);
    return written;
  }
}

/** The items of a view, as these events leave them. */
export class ItemsOfTests {
  readonly byId = new Map<string, LiabilityItem>();
  constructor(private readonly view: View<LiabilityItem>) {}

  hear(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      const folding = this.view.on[event.type];
      for (const id of folding?.ids(event) ?? []) {
        const item = folding!.fold(this.byId.get(id), event, id);
        if (item) this.byId.set(id, item);
      }
    }
  }

  all = (): LiabilityItem[] => [...this.byId.values()];
}
