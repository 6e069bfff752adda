// How long others wait while one question is answered: asks each question in turn, and meanwhile, again and again, a route that costs
// nothing. Argument: { url, token, questions: [{ name, method, path, body, watchMs }] }, `watchMs`: how
// long to go on for what happens after the answer; prints per question its status, its time and the longest wait.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const { url, token, questions } = JSON.parse(process.argv[2]);
const PAUSE_MS = 2;
/** Before and after each question, so that what it leaves behind is seen too. */
const AROUND_MS = 150;

function ask(agent, method, path, body) {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      {
        agent,
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        },
      },
      (answer) => {
        const parts = [];
        answer
          .on('data', (part) => parts.push(part))
          .on('end', () =>
            resolve({ status: answer.statusCode, text: () => Buffer.concat(parts).toString() }),
          )
          .on('error', reject);
      },
    );
    sent.on('error', reject).end(payload);
  });
}

const bystander = new Agent({ keepAlive: true, maxSockets: 1 });
const caller = new Agent({ keepAlive: true, maxSockets: 1 });
let watching = true;
let longestMs = 0;
const watched = (async () => {
  while (watching) {
    const began = performance.now();
    await ask(bystander, 'GET', '/health/live');
    longestMs = Math.max(longestMs, performance.now() - began);
    await wait(PAUSE_MS);
  }
})();

const answers = [];
for (const { name, method, path, body, watchMs = 0 } of questions) {
  await wait(AROUND_MS);
  longestMs = 0;
  const began = performance.now();
  const { status, text } = await ask(caller, method, path, body);
  const tookMs = performance.now() - began;
  await wait(AROUND_MS + watchMs);
  answers.push({
    name,
    status,
    tookMs: Math.round(tookMs),
    longestMs: Math.round(longestMs),
    code: status < 400 ? undefined : JSON.parse(text()).code,
  });
}
watching = false;
await watched;
process.stdout.write(`${JSON.stringify(answers)}\n`);
process.exit(0);
