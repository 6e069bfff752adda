import type { Collection, DocumentStore } from './ports/document-store.js';

/** Which private event types a relay announces, and from which position on where it did not always. */
interface Noted {
  readonly id: string;
  readonly types: readonly string[];
  readonly since: { readonly [privateEventType: string]: string };
}

/**
 * The event types that a relay announces, kept from one release to the next: a type that a release announces for the first
 * time is announced from there on, and what was written before stays private.
 */
export class AnnouncedTypes {
  private readonly collection: Collection<Noted>;
  /** From which position on each type is announced; a type that always was is not in it. */
  private positions: { readonly [privateEventType: string]: string } = {};

  constructor(
    private readonly relay: string,
    private readonly documents: DocumentStore,
  ) {
    this.collection = { name: `${relay.replace('.', '-')}.announced-types`, indexes: {} };
  }

  /** Events of this type at or before this position stay private; `''`: none does. */
  since(type: string): string {
    return this.positions[type] ?? '';
  }

  /**
   * Compares what this release announces with what is known of the releases before it, and keeps the outcome.
   * @param from the relay's checkpoint; undefined: it begins with the log, and announces all of it
   * @param silentBefore types that releases without such a record announced nothing of
   */
  async note(
    announced: readonly string[],
    from: string | undefined,
    silentBefore: readonly string[],
  ): Promise<void> {
    await this.documents.open(this.collection);
    const known = await this.documents.get(this.collection, this.relay);
    const since: Record<string, string> = { ...known?.since };
    if (from !== undefined)
      for (const type of announced)
        if (known ? !known.types.includes(type) : silentBefore.includes(type)) since[type] = from;
    this.positions = since;
    const types = [...announced].sort();
    if (!known || types.some((type) => !known.types.includes(type)))
      await this.documents.put(this.collection, { id: this.relay, types, since });
  }
}
