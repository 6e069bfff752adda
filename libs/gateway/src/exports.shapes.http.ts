import { HeldAnswer, Id, Ids, InstantText, Many, Text } from '@chignon/service-kit';

/** Everything that the platform keeps of a person. */
export class PersonExportAnswer {
  /** The person: of several records the one that counts. */
  @Id() customerId: string;
  /** All records of the person, the one that counts first. */
  @Ids() customerIds: string[];
  /** When it was gathered, ISO UTC. */
  @InstantText() at: string;
  /** The language that the titles are in: hers, else English. */
  @Text() language: string;
  /** What is kept, context by context and record by record. */
  @Many(() => HeldAnswer) items: HeldAnswer[];
}
