import type { HeldAnswer } from '@chignon/service-kit';
import type { PersonExportAnswer } from './exports.shapes.http.js';

/** What the page says, in the languages that contexts name things in. */
const WORDS: {
  readonly [language: string]: { readonly title: string; readonly gathered: string };
} = {
  'zh-CN': { title: '我们保存的关于您的数据', gathered: '生成时间' },
  en: { title: 'What we keep of you', gathered: 'Gathered at' },
};

/** Nothing is loaded and nothing runs. */
export const EXPORT_PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** The export as a page that a person can read, print and keep: one section a kind, one table a thing; nothing is left out. */
export function exportPage({ at, language, items }: PersonExportAnswer): string {
  const { title, gathered } = WORDS[language] ?? WORDS['en']!;
  const kinds = new Map<string, HeldAnswer[]>();
  for (const item of items) {
    const same = kinds.get(item.holding);
    if (same) same.push(item);
    else kinds.set(item.holding, [item]);
  }
  const sections = [...kinds.values()].map(
    (all) => `<h2>${text(all[0]!.title)}</h2>${all.map(({ data }) => shown(data)).join('<hr>')}`,
  );
  return `<!doctype html><html lang="${text(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title}</title><style>body{font:1rem system-ui;margin:2rem auto;max-width:50rem;padding:0 1rem}th{text-align:left;vertical-align:top;padding-right:1rem;font-weight:600}td{overflow-wrap:anywhere}</style></head><body><h1>${title}</h1><p>${gathered} ${text(at)}</p>${sections.join('')}</body></html>`;
}

/** Objects as tables of their fields, lists as lists, the rest as it is. */
function shown(value: unknown): string {
  if (Array.isArray(value))
    return `<ul>${value.map((one) => `<li>${shown(one)}</li>`).join('')}</ul>`;
  if (typeof value === 'object' && value !== null)
    return `<table>${Object.entries(value)
      .map(([name, one]) => `<tr><th>${text(name)}</th><td>${shown(one)}</td></tr>`)
      .join('')}</table>`;
  return text(String(value));
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (plain: string): string => plain.replace(/[&<>"']/g, (one) => ENTITIES[one]!);
