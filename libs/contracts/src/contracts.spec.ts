import { Ajv2020 } from 'ajv/dist/2020.js';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
import type { TopicEvents } from '@chignon/eventing';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  allContracts,
  allTopics,
  publication,
  publishedPast,
  StoreDescribed,
  upcasts,
  VisitSettled,
  type Contract,
} from './index.js';
import * as published from './index.js';

type Schema = {
  required?: string[];
  properties: { [name: string]: object };
  $defs?: { [name: string]: Schema };
  [rule: string]: unknown;
};

const SAMPLES = join(__dirname, '../samples');
const DOCS = join(__dirname, '../../../docs/events');
const contracts = allContracts();
const contextOf = ({ topic }: Contract): string => topic.split('.')[1]!;
const nameOf = (contract: Contract): string =>
  `${contextOf(contract)}/${contract.type}.v${contract.version}`;
const read = (file: string): any => JSON.parse(readFileSync(file, 'utf8'));

const classes = validationMetadatasToSchemas({
  classTransformerMetadataStorage: defaultMetadataStorage,
  refPointerPrefix: '#/$defs/',
}) as unknown as { [name: string]: Schema };
/** A class that only inherits has no rules of its own: its base has them. */
const rulesOf = (shape: { name: string }): Schema =>
  classes[shape.name] ?? rulesOf(Object.getPrototypeOf(shape) as { name: string });
/** Here nothing unknown is tolerated: a sample's field that a class lost is a breaking change. */
const closed = (schema: Schema): Schema => ({ ...schema, additionalProperties: false });
const $defs = Object.fromEntries(
  Object.entries(classes).map(([name, schema]) => [name, closed(schema)]),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
const refusal = (contract: Contract, data: unknown): string | undefined => {
  const validate = ajv.compile({ ...closed(rulesOf(contract.shape)), $defs });
  return validate(data) ? undefined : ajv.errorsText(validate.errors);
};

describe('E9 the published language: what was published once is understood for ever', () => {
  it('has contracts to look at, each in a topic chignon.<context>.<aggregate>, no two of one name', () => {
    expect(contracts.length).toBeGreaterThanOrEqual(18);
    for (const topic of allTopics())
      expect(topic).toMatch(
        /^chignon\.(booking|customers|loyalty|marketing|inventory|insights|platform)\.[a-z]+$/,
      );
    expect(new Set(contracts.map(nameOf)).size).toBe(contracts.length);
  });

  it('hands every event out with its topic, in its newest version, for the typed maps of those who hear it', () => {
    const handedOut = Object.values(published)
      .filter((value): value is TopicEvents => typeof value === 'object' && 'versions' in value)
      .flatMap(({ topic, versions }) =>
        Object.entries(versions).map(([type, version]) => `${topic} ${type} ${version}`),
      );
    const newest = new Map<string, number>();
    for (const { topic, type, version } of contracts)
      newest.set(`${topic} ${type}`, Math.max(version, newest.get(`${topic} ${type}`) ?? 0));
    expect(handedOut.sort()).toEqual([...newest].map((event) => event.join(' ')).sort());
  });

  it.each(contracts.map((contract) => [nameOf(contract), contract] as const))(
    '%s: its frozen sample is still valid',
    (name, contract) => {
      const file = join(SAMPLES, `${name}.json`);
      if (!existsSync(file))
        throw new Error(
          `write libs/contracts/samples/${name}.json, one realistic example, before the event is ever published`,
        );
      expect(refusal(contract, read(file))).toBeUndefined();
    },
  );

  it.each(contracts.map((contract) => [nameOf(contract), contract] as const))(
    '%s: requires what its documented schema requires, no more and no less',
    (name, contract) => {
      const documented = read(join(DOCS, `${name}.schema.json`)) as Schema;
      expect([...(rulesOf(contract.shape).required ?? [])].sort()).toEqual(
        [...(documented.required ?? [])].sort(),
      );
      for (const [part, schema] of Object.entries(documented.$defs ?? {}))
        expect([part, ...(classes[part]!.required ?? [])].sort()).toEqual(
          [part, ...(schema.required ?? [])].sort(),
        );
    },
  );

  it('has no sample of an event that is gone: a published version stays readable', () => {
    const samples = readdirSync(SAMPLES).flatMap((context) =>
      readdirSync(join(SAMPLES, context)).map(
        (file) => `${context}/${file.replace(/\.json$/, '')}`,
      ),
    );
    expect(samples.sort()).toEqual(contracts.map(nameOf).sort());
  });

  it('would notice: a missing field, a wrong instant, a float in money, an unknown field', () => {
    const settled = contracts.find(({ type }) => type === 'VisitSettled')!;
    const sample = read(join(SAMPLES, 'booking/VisitSettled.v1.json'));
    const { billId: _, ...withoutBill } = sample;
    expect(refusal(settled, withoutBill)).toMatch(/billId/);
    expect(refusal(settled, { ...sample, settledAt: '2026-03-06' })).toMatch(/settledAt/);
    expect(refusal(settled, { ...sample, netCents: 140.5 })).toMatch(/netCents/);
    expect(refusal(settled, { ...sample, colour: 'red' })).toMatch(/additional/);
    expect(refusal(settled, { ...sample, lines: [{ ...sample.lines[0], netCents: 0.5 }] })).toMatch(
      /netCents/,
    );
  });

  it('holds no personal data: no field is named like a name, an address or a note of a person', () => {
    const fields = contracts.flatMap((contract) =>
      Object.keys(rulesOf(contract.shape).properties).map((field) => `${contract.type}.${field}`),
    );
    expect(fields.length).toBeGreaterThan(100);
    expect(
      fields.filter(
        (field) =>
          ![
            'StoreDescribed.name',
            'ServiceDescribed.name',
            'ProductDescribed.name',
            'PriceRuleDescribed.name',
            'ReminderRequested.storeName',
            'ReminderDue.storeName',
          ].includes(field) && /(name|email|phone|address|birth|note|comment|text)$/i.test(field),
      ),
    ).toEqual([]);
  });
});

describe('publication', () => {
  it('takes topic, type and version from the class', () => {
    const data: StoreDescribed = read(join(SAMPLES, 'booking/StoreDescribed.v1.json'));
    expect(publication(StoreDescribed, data.storeId, data)).toEqual({
      topic: 'chignon.booking.store',
      type: 'StoreDescribed',
      version: 1,
      key: 'harbour',
      data,
    });
  });

  it('refuses a class that is not published', () => {
    class Private {}
    expect(() => publication(Private, 'k', {})).toThrow('Private is not a published event');
    expect(() => publication(VisitSettled, 'k', {} as VisitSettled)).not.toThrow();
  });
});

describe('R-ES-03 upcasters of published events', () => {
  it('are found by topic, type and version', () => {
    upcasts('chignon.test.upcasts', 'Renamed', 1, (data: { name: string }) => ({
      displayName: data.name,
    }));
    upcasts('chignon.test.upcasts', 'Renamed', 2, (data: object) => ({ ...data, since: 3 }));
    const past = publishedPast('chignon.test.upcasts')!;
    expect(past['Renamed']![2]!(past['Renamed']![1]!({ name: 'x' }))).toEqual({
      displayName: 'x',
      since: 3,
    });
    expect(publishedPast('chignon.test.nothing')).toBeUndefined();
  });
});
