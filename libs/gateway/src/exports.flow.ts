import type { ChignonRequest, HeldAnswer } from '@chignon/service-kit';
import { type ContextAnswer, type Dispatch, problemOf } from './dispatch.js';
import type { PersonExportAnswer } from './exports.shapes.http.js';

/** Who knows which records are a person's. */
const KNOWS = 'customers';
const FAILED = { code: 'export-failed', detail: 'The export failed.' };
/** Things a question. */
const PAGE = 200;
/** Languages that contexts name things in. */
const NAMED_IN = ['en', 'zh-CN'];

/**
 * Asks every context for everything that it holds of a person under each of their records (PR-13, R-PR-07). All or nothing: an export that lacks what one context
 * holds would be taken for the whole.
 * @param asked any record of the person
 * @param at now, ISO UTC
 * @throws HttpProblem 404 `customer-not-found`; of a context that does not answer its own problem, with the `context`
 */
export async function exportPerson(
  dispatch: Dispatch,
  request: ChignonRequest,
  asked: string,
  at: string,
): Promise<PersonExportAnswer> {
  const person = await dispatch.ask(request, {
    context: KNOWS,
    method: 'GET',
    path: `/v1/customers/${encodeURIComponent(asked)}`,
  });
  if (person.status !== 200) throw problemOf(person, FAILED, { context: KNOWS });
  const {
    id,
    absorbedIds,
    language: theirs,
  } = person.body as {
    id: string;
    absorbedIds: readonly string[];
    language: string;
  };
  const language = NAMED_IN.includes(theirs) ? theirs : 'en';
  const customerIds = [id, ...absorbedIds];
  const parts = await Promise.all(
    [...dispatch.contexts].sort(byWhoKnows).map(async (context) => {
      const all: HeldAnswer[] = [];
      for (const customerId of customerIds)
        for await (const page of pagesOf(dispatch, request, context, customerId, language))
          all.push(...page);
      return all;
    }),
  );
  return { customerId: id, customerIds, at, language, items: parts.flat() };
}

/** Her record first, then by name. */
const byWhoKnows = (one: string, two: string): number =>
  one === KNOWS ? -1 : two === KNOWS ? 1 : one < two ? -1 : 1;

async function* pagesOf(
  dispatch: Dispatch,
  request: ChignonRequest,
  context: string,
  customerId: string,
  language: string,
): AsyncGenerator<readonly HeldAnswer[]> {
  for (let after: string | undefined; ;) {
    const query = new URLSearchParams({
      language,
      limit: String(PAGE),
      ...(after === undefined ? {} : { after }),
    });
    const { status, body }: ContextAnswer = await dispatch.ask(request, {
      context,
      method: 'GET',
      path: `/v1/${context}/holdings/${encodeURIComponent(customerId)}?${query}`,
    });
    if (status !== 200) throw problemOf({ status, body }, FAILED, { context });
    yield body.items as HeldAnswer[];
    if (body.next === undefined) return;
    after = body.next as string;
  }
}
