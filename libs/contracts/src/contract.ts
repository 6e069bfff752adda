import 'reflect-metadata';
import type { Past, Publication, TopicEvents, Upcaster } from '@chignon/eventing';

/** A published event: its topic, its type (the class name) and the version of its shape. */
export interface Contract {
  readonly topic: string;
  readonly type: string;
  readonly version: number;
  readonly shape: new () => object;
}

const contracts = new Map<new () => object, Contract>();
const pasts = new Map<string, { [type: string]: { [version: number]: Upcaster } }>();

/**
 * Declares a class as a published event. The class is the single source of its JSON Schema and AsyncAPI entry.
 * Additive changes keep the version; a breaking one is a new class with the next version
 * (and the type's name, where the class cannot have it) and an upcaster.
 */
export const Published =
  (topic: string, version: number, type?: string) =>
  (shape: new () => object): void => {
    contracts.set(shape, { topic, type: type ?? shape.name, version, shape });
  };

/** How the data of one version of a published event becomes that of the next; stands beside the class of the next version. */
export function upcasts(topic: string, type: string, version: number, step: Upcaster): void {
  const past = pasts.get(topic) ?? {};
  pasts.set(topic, { ...past, [type]: { ...past[type], [version]: step } });
}

/** Upcasters of a topic's events. */
export const publishedPast = (topic: string): Past | undefined => pasts.get(topic);

/** Every published event of the platform. */
export const allContracts = (): readonly Contract[] => [...contracts.values()];

/** Every topic of the platform, once. */
export const allTopics = (): readonly string[] =>
  [...new Set(allContracts().map((c) => c.topic))].sort();

/** What a context announces: `publication(VisitSettled, customerId, { … })`. The key is the id whose order matters. */
export function publication<T extends object>(
  shape: new () => T,
  key: string,
  data: T,
): Publication<T> {
  const contract = contracts.get(shape);
  if (!contract) throw new Error(`${shape.name} is not a published event`);
  return { topic: contract.topic, type: contract.type, version: contract.version, key, data };
}

/**
 * All events of a topic by their types, for the maps of those who hear it: `reaction([visitEvents], { … })`. What a handler is given is of the
 * version that stands here, whatever was published.
 * @throws when a class is not published to this topic, or not under this type
 */
export function topicEvents<M extends { readonly [type: string]: new () => object }>(
  topic: string,
  events: M,
): TopicEvents<{ readonly [T in keyof M]: InstanceType<M[T]> }> {
  const versions = Object.entries(events).map(([type, shape]) => {
    const contract = contracts.get(shape);
    if (contract?.topic !== topic || contract.type !== type)
      throw new Error(`${type} is not published to ${topic}`);
    return [type, contract.version] as const;
  });
  return { topic, versions: Object.fromEntries(versions) as { [T in keyof M]: number } };
}
