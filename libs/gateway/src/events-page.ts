/** As much of a JSON Schema as the page shows. */
interface Schema {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Schema };
}

/** As much of the AsyncAPI description as the page shows. */
export interface EventsDescription {
  readonly info: { readonly title: string; readonly description: string };
  readonly channels: {
    readonly [name: string]: {
      readonly address: string;
      readonly description: string;
      readonly messages: { readonly [name: string]: object };
    };
  };
  readonly components: {
    readonly messages: {
      readonly [name: string]: {
        readonly title: string;
        readonly summary: string;
        readonly payload: Schema;
      };
    };
    readonly schemas: { readonly [name: string]: Schema };
  };
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#222}
nav{columns:2}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}td,th{border:1px solid #ddd;padding:.25rem .5rem;text-align:left;vertical-align:top}
code{background:#f4f4f4;padding:0 .2rem}h2{margin-top:3rem;border-bottom:1px solid #ddd}`;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

function typeOf({ type, $ref, items, enum: words, pattern }: Schema): string {
  if ($ref) return `<a href="#${nameOf($ref)}">${escaped(nameOf($ref))}</a>`;
  if (items) return `list of ${typeOf(items)}`;
  if (words) return words.map((word) => `<code>${escaped(String(word))}</code>`).join(', ');
  return escaped(type ?? 'any') + (pattern ? ` <code>${escaped(pattern)}</code>` : '');
}

const fields = ({ properties = {}, required = [] }: Schema): string =>
  `<table><tr><th>field</th><th>type</th><th>what it says</th></tr>${Object.entries(properties)
    .map(
      ([name, schema]) =>
        `<tr><td><code>${escaped(name)}</code>${required.includes(name) ? '' : ' (optional)'}</td><td>${typeOf(schema)}</td><td>${escaped(schema.description ?? '')}</td></tr>`,
    )
    .join('')}</table>`;

/** The published events as a page to be read: topics, events, fields. It runs nothing. */
export function eventsPage({ info, channels, components }: EventsDescription): string {
  const topics = Object.values(channels);
  const topic = ({ address, description, messages }: (typeof topics)[number]): string =>
    `<h2 id="${escaped(address)}">${escaped(address)}</h2><p>${escaped(description)}</p>${Object.keys(
      messages,
    )
      .map((name) => {
        const { title, summary, payload } = components.messages[name]!;
        return `<h3 id="${escaped(name)}">${escaped(title)}</h3><p>${escaped(summary)}</p>${fields(payload)}`;
      })
      .join('')}`;
  const parts = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<h3 id="${escaped(name)}">${escaped(name)}</h3><p>${escaped(schema.description ?? '')}</p>${fields(schema)}`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(info.title)}</h1><p>${escaped(info.description)} For tools: <a href="/asyncapi.json">asyncapi.json</a>. Over HTTP: <code>GET /v1/events</code>, in the <a href="/reference">API reference</a>.</p>
<nav><ul>${topics.map(({ address }) => `<li><a href="#${escaped(address)}">${escaped(address)}</a></li>`).join('')}</ul></nav>
${topics.map(topic).join('\n')}
<h2>Parts</h2>${parts.join('\n')}
</body></html>
`;
}
