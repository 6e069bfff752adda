import { allContexts } from '@chignon/app-platform';
import { CONTEXT_NAMES, readConfig } from '@chignon/service-kit';
import { parseAllDocuments } from 'yaml';

/** Every service of a cluster. */
export const SERVICES = ['gateway', ...CONTEXT_NAMES];

/** Where services find the certificate of the engines' authority, in compose and in the manifests alike. */
export const ENGINES_CA = '/etc/chignon/engines';

/** All YAML documents of a text. */
export const documentsOf = (text: string): any[] =>
  parseAllDocuments(text, { merge: true }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]!;
    return document.toJSON();
  });

/** Every variable that the process and its contexts read: asked of themselves. */
export const known = ((): Set<string> => {
  const names = new Set<string>();
  const set: { [name: string]: string } = {
    EVENTSTORE_URL: 'esdb://e:2113',
    MONGO_URL: 'mongodb://m/chignon',
    KAFKA_BROKERS: 'k:9092',
    KAFKA_USERNAME: 'u',
    KAFKA_PASSWORD: 'p',
  };
  const asked = new Proxy(set, { get: (target, name: string) => (names.add(name), target[name]) });
  allContexts(readConfig(asked).settings);
  return names;
})();

/** A pinned image: never `latest`, always a version. */
export const TAG = /^(?!.*:latest$)[^\s:]+(\/[^\s:]+)*:v?\d+\.\d+[\w.-]*$/;
