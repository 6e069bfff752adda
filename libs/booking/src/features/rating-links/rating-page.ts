import { sha256 } from '@chignon/eventing';
import { escaped } from '../../salon/words/html.js';
import type { RatingFormAnswer } from './rating-links.shapes.http.js';

const SCORES = [1, 2, 3, 4, 5];

/** What the page says, in every language that stores speak. */
const WORDS = {
  'zh-CN': {
    title: '您对本次服务满意吗？',
    visit: '整体体验',
    scale: '1 分最差，5 分最好',
    send: '提交',
    thanks: '谢谢您的评价！',
    once: '该链接已使用，您的评价已收到。',
    failed: '提交失败，请稍后再试。',
  },
  en: {
    title: 'How was your visit?',
    visit: 'The visit as a whole',
    scale: '1 is the worst, 5 the best',
    send: 'Send',
    thanks: 'Thank you!',
    once: 'This link was used already: your answer is with us.',
    failed: 'That did not work. Please try again later.',
  },
} as const;

/** Sends what was chosen to the page's own address, as JSON. */
const SCRIPT = `
const form = document.forms[0], said = document.getElementById('said');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const ratings = [...new FormData(form)].map(([lineId, score]) => ({ ...(lineId === '' ? {} : { lineId }), score: Number(score) }));
  if (ratings.length === 0) return;
  let status = 0;
  try {
    status = (await fetch(location.href, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ratings }) })).status;
  } catch {}
  said.textContent = status === 200 ? form.dataset.thanks : status === 409 ? form.dataset.once : form.dataset.failed;
  if (status === 200 || status === 409) form.remove();
});
`;
const STYLE =
  'body{font:1.1rem system-ui;margin:2rem auto;max-width:32rem;padding:0 1rem}fieldset{border:0;padding:0;margin:1.5rem 0}label{margin-right:1rem;padding:.4rem}button{font:inherit;padding:.6rem 1.4rem}';

/** Nothing is loaded but what stands in the page, and it sends to nobody else. */
export const PAGE_POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${Buffer.from(sha256(SCRIPT), 'hex').toString('base64')}'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'`;

/** A page on which the visit and each of its services is rated. Names nobody: whoever has the link may see it. */
export function ratingPage({ store, date, language, services }: RatingFormAnswer): string {
  const words = WORDS[language];
  const field = (lineId: string, name: string) =>
    `<fieldset><legend>${escaped(name)}</legend>${SCORES.map(
      (score) =>
        `<label><input type="radio" name="${escaped(lineId)}" value="${score}"> ${score}</label>`,
    ).join('')}</fieldset>`;
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">` +
    `<title>${words.title}</title><style>${STYLE}</style></head><body>` +
    `<h1>${words.title}</h1><p>${escaped(store)} · ${escaped(date)} · ${words.scale}</p>` +
    `<form data-thanks="${words.thanks}" data-once="${words.once}" data-failed="${words.failed}">` +
    field('', words.visit) +
    services.map(({ lineId, name }) => field(lineId, name)).join('') +
    `<button>${words.send}</button></form><p id="said" role="status"></p>` +
    `<script>${SCRIPT}</script></body></html>`
  );
}
