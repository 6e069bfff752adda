// Eight clients want each slot at the same instant: counts the slots that got exactly one winner and otherwise clean refusals.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { SMALL } from '../chain.mjs';

const { url, token, base, slots, clients } = JSON.parse(process.argv[2]);
/** Slots fought over at the same time. */
const AT_ONCE = 4;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE * clients });

const post = (body) =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}/v1/booking/appointments`,
      {
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
      },
      (response) => {
        let text = '';
        response.on('data', (part) => (text += part));
        response.on('end', () =>
          resolve({ status: response.statusCode, code: JSON.parse(text).code }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(body));
  });

let next = 0;
let exactlyOne = 0;
const strange = {};
const fight = async () => {
  while (next < slots) {
    const n = next++;
    const answers = await Promise.all(
      Array.from({ length: clients }, (_, c) =>
        post({
          ...SMALL.bookingOf(base, n),
          customerId: `c${(n * clients + c) % SMALL.customers}`,
        }),
      ),
    );
    const won = answers.filter(({ status }) => status === 201).length;
    const lost = answers.filter(
      ({ status, code }) => status === 409 && code === 'slot-taken',
    ).length;
    if (won === 1 && lost === clients - 1) exactlyOne++;
    else
      for (const { status, code } of answers)
        strange[`${status} ${code}`] = (strange[`${status} ${code}`] ?? 0) + 1;
  }
};
const begin = performance.now();
await Promise.all(Array.from({ length: AT_ONCE }, fight));
process.stdout.write(
  `${JSON.stringify({ slots, exactlyOne, seconds: (performance.now() - begin) / 1000, strange })}\n`,
);
process.exit(0);
