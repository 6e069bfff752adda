import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { classSchemas, tagOf } from '@chignon/service-kit';
import { description, fields, operations, schemas, texts } from './description.js';
import { textOf } from './sources.js';

// The description of the interface as client teams need it: names that stay, types that their languages know, words for people.

const typeOf = (property: any): any => (property.type === 'array' ? property.items : property);

describe('operation ids (CL-3)', () => {
  it('are what is published: renaming one breaks generated clients, a new one is added to the list', () => {
    expect(operations.map(({ operation, at }) => `${operation.operationId} ${at}`).sort()).toEqual(
      textOf('docs/api/operations.txt').trim().split('\n'),
    );
  });

  it('are unique, and a verb with a noun', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+[A-Z]\w+$/.test(id))).toEqual([]);
  });
});

describe('types (CL-1, CL-2)', () => {
  it('says of every whole number how large it may be', () => {
    const numbers = fields.filter(({ property }) => typeOf(property).type === 'integer');
    expect(numbers.length).toBeGreaterThan(400);
    expect(
      numbers
        .filter(({ property }) => !/^int(32|64)$/.test(typeOf(property).format))
        .map(({ shape, field }) => `${shape}.${field}`),
    ).toEqual([]);
  });

  it('says of every date, instant and wall clock what it is', () => {
    const MOMENT = /(At|On)$|^(date|businessDate|birthDate|weekStart|asOf)$/;
    /** Names that end like moments and are none. */
    const NONE = ['StoreTax.on'];
    const moments = fields.filter(
      ({ shape, field, property }) =>
        MOMENT.test(field) &&
        !NONE.includes(`${shape}.${field}`) &&
        (property['type'] === 'string' || property['$ref'] !== undefined),
    );
    expect(moments.length).toBeGreaterThan(150);
    expect(
      moments
        .filter(
          ({ property }) =>
            !/^date(-time)?$/.test(String(property['format'])) &&
            !/\/Store(Date)?Time$/.test(String(property['$ref'])),
        )
        .map(({ shape, field }) => `${shape}.${field}`),
    ).toEqual([]);
  });

  it('says so of parameters too', () => {
    const bare = operations.flatMap(({ operation, at }) =>
      (operation.parameters ?? [])
        .filter(({ name, schema }: any) =>
          schema.type === 'integer'
            ? !schema.format
            : /^(date|from|to|weekStart|asOf|startsAt)$/.test(name) &&
              !schema.format &&
              !schema.$ref,
        )
        .map(({ name }) => `${at} ${name}`),
    );
    expect(bare).toEqual([]);
  });
});

describe('answers (CL-4, CL-6)', () => {
  it('have names: no list and no answer is described in place', () => {
    const inline = operations.flatMap(({ operation, at }) =>
      Object.values(operation.responses)
        .flatMap((response: any) => Object.values(response.content ?? {}))
        .filter(({ schema }: any) => schema.type === 'object' || schema.type === 'array')
        .map(() => at),
    );
    expect(inline).toEqual([]);
    const lists = Object.keys(schemas).filter((name) => name.endsWith('List'));
    expect(lists.length).toBeGreaterThan(40);
    expect(lists.filter((name) => classSchemas()[name] !== undefined)).toEqual([]);
    for (const name of lists)
      expect(Object.keys(schemas[name]!['properties'] as object)).toEqual(['items', 'next']);
  });

  it('take further values one day: enums stay closed in what is sent alone', () => {
    const sent = new Set<string>();
    const visit = (node: unknown): void => {
      for (const [, name] of JSON.stringify(node ?? {}).matchAll(/#\/components\/schemas\/(\w+)/g))
        if (!sent.has(name!)) {
          sent.add(name!);
          visit(schemas[name!]);
        }
    };
    operations.forEach(({ operation }) => visit(operation.requestBody));
    const closed = fields.filter(
      ({ shape, property }) => !sent.has(shape) && typeOf(property).enum !== undefined,
    );
    expect(closed.map(({ shape, field }) => `${shape}.${field}`)).toEqual([]);
    expect(
      fields.filter(({ property }) => typeOf(property)['x-extensible-enum']).length,
    ).toBeGreaterThan(10);
  });
});

describe('where things stand (CL-7)', () => {
  it('has servers, contact and licence, and a sentence for each tag', () => {
    expect(description).toMatchObject({
      servers: [{ url: '/' }],
      info: { contact: { name: expect.any(String) }, license: { identifier: 'Apache-2.0' } },
    });
    const tags = description['tags'] as { name: string; description: string }[];
    expect(tags.filter((tag) => tag.description.length < 20)).toEqual([]);
    expect(new Set(operations.flatMap(({ operation }) => operation.tags))).toEqual(
      new Set(tags.map(({ name }) => name)),
    );
  });

  it('groups every route by what a person wants to do', () => {
    expect(operations.filter(({ at }) => tagOf(at.split(' ')[1]!) === undefined)).toEqual([]);
  });
});

describe('words for people (CL-7)', () => {
  /** What nobody has described, by file. */
  const undescribed = new Map<string, string[]>();
  const miss = (owner: string, what: string): void => {
    const file = texts.files[owner] ?? 'libs/service-kit/src/http/openapi.ts';
    undescribed.set(file, [...(undescribed.get(file) ?? []), what]);
  };
  for (const { operation } of operations) {
    const { operationId: id, parameters = [] } = operation;
    if (!operation.summary) miss(id, id);
    // Fields of a query are counted with the class that declares them.
    for (const { name, in: place, description: said } of parameters as any[])
      if (!said && place === 'path') miss(id, `${id} ${name}`);
  }
  for (const { shape, field, property } of fields)
    if (!property['description']) miss(shape, `${shape}.${field}`);
  for (const { operation } of operations)
    for (const { name, in: place, description: said } of (operation.parameters ?? []) as any[])
      if (!said && place === 'query')
        miss(operation.operationId, `${operation.operationId}?${name}`);

  it('are there for every operation, parameter and field', () => {
    expect([...undescribed].map(([file, missing]) => `${file}: ${missing.join(', ')}`)).toEqual([]);
  });

  it('begin with a summary that fits a list', () => {
    const bad = operations
      .map(({ operation: { operationId, summary = '' } }) => `${operationId}: ${summary}`)
      .filter((line) => !/^\w+: \S.{1,79}$/u.test(line) || line.endsWith('.'));
    expect(bad).toEqual([]);
  });

  it('have that summary in Chinese too', () => {
    const bad = operations
      .map(({ operation }) => `${operation.operationId}: ${operation['x-summary-zh-CN'] ?? ''}`)
      .filter((line) => !/^\w+: (?=.*\p{Script=Han})[^。\n]{2,40}$/u.test(line));
    expect(bad).toEqual([]);
  });
});

describe('bodies', () => {
  it('have an example each, which their schema accepts', () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'api.json', components: { schemas } });
    const bodies = operations.flatMap(({ operation: { operationId, requestBody } }) => {
      const json = (requestBody?.['content'] as any)?.['application/json'];
      return json ? [{ operationId, ...json }] : [];
    });
    expect(bodies.length).toBeGreaterThan(80);
    const wrong = bodies.flatMap(({ operationId, schema, example }) => {
      const check = ajv.compile({ $ref: `api.json${schema.$ref}` });
      return check(example)
        ? []
        : [`${operationId} ${JSON.stringify(example)}: ${ajv.errorsText(check.errors)}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('If-Match', () => {
  const headerOf = (id: string): any =>
    operations
      .find(({ operation }) => operation.operationId === id)!
      .operation.parameters!.find(({ name }) => name === 'If-Match');

  it('stands with every operation that looks at it, and says whether it is needed', () => {
    expect(headerOf('changeCustomer')).toMatchObject({ in: 'header', required: true });
    expect(headerOf('putStore')).toMatchObject({ in: 'header', required: false });
    expect(headerOf('rescheduleAppointment')).toMatchObject({ required: false });
    expect(headerOf('createHold')).toBeUndefined();
    expect(headerOf('getStore')).toBeUndefined();
  });
});
