// The description for tools.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { commentsOf } from './comments.mjs';
import { partsOf, payload } from './schemas.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const ref = ($ref) => ({ $ref });

/** Names of the CloudEvents extension attributes by meta field, read from the codec itself so that they cannot drift. */
function extensionAttributes() {
  const file = join(root, 'libs/adapters/src/kafka/cloudevents.ts');
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const attributes = [];
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText(source) === 'EXTENSIONS') {
      const walk = (inner) => {
        if (ts.isPropertyAssignment(inner))
          attributes.push([inner.name.getText(source), inner.initializer.text]);
        else ts.forEachChild(inner, walk);
      };
      walk(node);
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  if (attributes.length === 0)
    throw new Error('the CloudEvents codec names no extension attributes');
  return attributes;
}

/** AsyncAPI 3: topics are channels, events are messages in CloudEvents binary mode. */
export function asyncApi(contracts) {
  const meta = commentsOf([join(root, 'libs/eventing/src/event.ts')])['Meta'].properties;
  const string = (description, more = {}) => ({
    type: 'string',
    ...(description ? { description } : {}),
    ...more,
  });
  const messageName = ({ type, version }) => `${type}.v${version}`;
  const channelName = (topic) => topic.replace('chignon.', '');
  const topics = [...new Set(contracts.map(({ topic }) => topic))];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Chignon events',
      version: '1.0.0',
      license: { name: 'Apache-2.0' },
      description:
        "What the contexts of the chain publish. At least once, in order per key; recognise repeats by `ce_id`. Additive changes keep an event's version: ignore fields that you do not know.",
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      topics.map((topic) => {
        const own = contracts.filter((contract) => contract.topic === topic);
        return [
          channelName(topic),
          {
            address: topic,
            title: topic,
            description: `Key: ${own[0].key}.`,
            messages: Object.fromEntries(
              own.map((contract) => [
                messageName(contract),
                ref(`#/components/messages/${messageName(contract)}`),
              ]),
            ),
          },
        ];
      }),
    ),
    operations: Object.fromEntries(
      topics.map((topic) => [
        `publish.${channelName(topic)}`,
        {
          action: 'send',
          summary: `The ${topic.split('.')[1]} context publishes.`,
          channel: ref(`#/channels/${channelName(topic)}`),
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        contracts.map((contract) => [
          messageName(contract),
          {
            name: contract.type,
            title: `${contract.type} v${contract.version}`,
            summary: contract.comment,
            contentType: 'application/json',
            headers: {
              allOf: [
                ref('#/components/schemas/CloudEventHeaders'),
                {
                  type: 'object',
                  properties: {
                    ce_type: {
                      const: `chignon.${contract.context}.${contract.type}.v${contract.version}`,
                    },
                    ce_source: { const: `/chignon/${contract.context}` },
                  },
                },
              ],
            },
            payload: payload(contract),
            bindings: { kafka: { key: string(contract.key), bindingVersion: '0.5.0' } },
          },
        ]),
      ),
      schemas: {
        ...partsOf(contracts),
        CloudEventHeaders: {
          type: 'object',
          description:
            'CloudEvents 1.0 in the binary mode of its Kafka binding: attributes are headers, the value is the data. Empty attributes are left out.',
          required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'content-type'],
          properties: {
            ce_specversion: { const: '1.0' },
            ce_id: string('The same for every repeat of one event.'),
            ce_traceparent: string(
              'Where what caused it stands in a trace that is recorded (W3C Trace Context). Absent where nobody traces.',
            ),
            ce_sequence: string(
              'Place of the event in the order of its ledger; compares as text and only grows within a key. Absent for what documents announce.',
            ),
            ce_originstream: string('The stream or document that it comes from.'),
            ce_originrevision: string('Its revision there.'),
            ce_originpart: string(
              "Of a message that was published late, after its stream had waited: which of the event's messages it is. Such a message has no ce_sequence.",
            ),
            ce_type: string('chignon.<context>.<event>.v<version>'),
            ce_source: string('/chignon/<context>'),
            ce_subject: string('The key of the message.'),
            ce_time: string(meta.recordedAt, { format: 'date-time' }),
            'content-type': { const: 'application/json' },
            ...Object.fromEntries(
              extensionAttributes().map(([attribute, field]) => [
                `ce_${attribute}`,
                string(meta[field]),
              ]),
            ),
          },
        },
      },
    },
  };
}
