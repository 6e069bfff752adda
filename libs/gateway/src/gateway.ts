import { ExportsController } from './exports.controller.js';
import { type Facts, optional } from '@chignon/eventing';
import {
  HttpProblem,
  malformed,
  traceparentOf,
  type ChignonRequest,
  type Extra,
  type Platform,
} from '@chignon/service-kit';
import { BillProductsController } from './bill-products.controller.js';
import { CheckoutController } from './checkout.controller.js';
import { CorrectionsController } from './corrections.controller.js';
import { type Dispatch, DISPATCH, FACTS, dispatchLocally, dispatchRemotely } from './dispatch.js';
import { TENDER_OWNERS, TenderOwners } from './tender-owners.js';
import { expandCustomers, type CustomersByIds } from './expand.js';
import { expandedEvents } from './expand-events.js';
import {
  DocumentationController,
  DESCRIPTION,
  type Description,
} from './documentation.controller.js';
import { EventsDocumentationController } from './events-documentation.controller.js';
import { mergeDescriptions } from './descriptions.js';
import { EVENT_STREAM, forward, ForwardController, SERVICES } from './forward.controller.js';
import { pipeline, type Readable } from 'node:stream';

type Server = ReturnType<ReturnType<Platform['app']['getHttpAdapter']>['getInstance']>;
type Expandable = ChignonRequest & { expand?: string };

/**
 * What the one door adds to a server: the description of the whole, the browsable reference, and names joined to answers
 * (`?expand=customer`). Without `services` the contexts live in the same process; with them, requests are passed on.
 */
export function gateway(services: { readonly [context: string]: string } = {}): Extra {
  const remote = Object.keys(services).length > 0;
  const description: Description = { current: async () => ({}) };
  const dispatch: { current?: Dispatch } = {};
  const facts: { current?: Facts } = {};
  return {
    controllers: [
      BillProductsController,
      CheckoutController,
      CorrectionsController,
      DocumentationController,
      EventsDocumentationController,
      ExportsController,
      ...(remote ? [ForwardController] : []),
    ],
    providers: [
      { provide: DESCRIPTION, useValue: description },
      { provide: DISPATCH, useValue: dispatch },
      { provide: FACTS, useValue: facts },
      { provide: TENDER_OWNERS, useValue: new TenderOwners(() => dispatch.current!) },
      // Every service has the topics; who follows them is nearest to figures.
      {
        provide: SERVICES,
        useValue: remote ? { ...services, events: services['insights'] } : services,
      },
    ],
    prepare: (platform) => {
      const server = platform.app.getHttpAdapter().getInstance();
      facts.current = platform.host.engines.facts;
      dispatch.current = remote
        ? dispatchRemotely(services)
        : dispatchLocally(namesOf(platform), server);
      description.current = remote
        ? mergeDescriptions(platform.openApi, services)
        : async () => platform.openApi;
      joinNames(server, remote ? askRemote(services) : askLocal(server));
    },
  };
}

/** What a single service adds: the description of its own routes, for the gateway to merge. */
export function documentation(): Extra {
  const description: Description = { current: async () => ({}) };
  return {
    controllers: [DocumentationController],
    providers: [{ provide: DESCRIPTION, useValue: description }],
    prepare: (platform) => void (description.current = async () => platform.openApi),
  };
}

/** Contexts with routes of their own; what a process keeps at its door has none. */
const namesOf = ({ host }: Platform): string[] =>
  [...host.runtimes.values()]
    .filter(({ context }) => context.controllers.length > 0 || context.tenders?.length)
    .map(({ context }) => context.name);

type AskFor = (request: ChignonRequest) => CustomersByIds;

/** Takes `expand` out of the query before it is validated, and joins the names before the answer, or each event of a stream, is written. */
function joinNames(server: Server, askFor: AskFor): void {
  server.addHook('onRequest', async (request: unknown) => {
    const expandable = request as Expandable;
    const query = expandable.query as { [name: string]: unknown };
    if (query['expand'] === undefined) return;
    if (query['expand'] !== 'customer')
      throw malformed('expand-unknown', 'This name cannot be expanded.', {
        field: 'expand',
        expected: 'customer',
      });
    expandable.expand = 'customer';
    delete query['expand'];
  });
  server.addHook(
    'preSerialization',
    async (request: unknown, reply: { statusCode: number }, answer: unknown) => {
      const expandable = request as Expandable;
      if (expandable.expand !== 'customer' || reply.statusCode >= 300) return answer;
      return expandCustomers(structuredClone(answer), askFor(expandable));
    },
  );
  server.addHook(
    'onSend',
    async (request: unknown, reply: { getHeader(name: string): unknown }, payload: unknown) => {
      const expandable = request as Expandable;
      if (
        expandable.expand !== 'customer' ||
        !String(reply.getHeader('content-type')).startsWith(EVENT_STREAM)
      )
        return payload;
      // Whichever end goes first takes the other with it.
      return pipeline(payload as Readable, expandedEvents(askFor(expandable)), () => undefined);
    },
  );
}

const path = (ids: readonly string[]): string =>
  `/v1/customers?ids=${ids.map(encodeURIComponent).join(',')}`;
const headersOf = (request: ChignonRequest) => {
  const traceparent = traceparentOf(request);
  return {
    authorization: request.headers.authorization ?? '',
    'x-correlation-id': String(request.id),
    ...optional({ traceparent }),
  };
};

const itemsOf = (
  status: number,
  body: { items?: { id: string }[]; code?: string; detail?: string },
): { id: string }[] => {
  if (status === 200) return body.items ?? [];
  throw new HttpProblem(
    status,
    body.code ?? 'expand-failed',
    body.detail ?? 'The names could not be joined.',
    { field: 'expand' },
  );
};

const askLocal =
  (server: Server): AskFor =>
  (request) =>
  async (ids) => {
    const answer = await server.inject({
      method: 'GET',
      url: path(ids),
      headers: headersOf(request),
    });
    return itemsOf(answer.statusCode, JSON.parse(answer.payload));
  };

const askRemote =
  (services: { readonly [context: string]: string }): AskFor =>
  (request) =>
  async (ids) => {
    const answer = await forward(services['customers']!, {
      method: 'GET',
      path: path(ids),
      headers: headersOf(request),
    });
    return itemsOf(answer.status, JSON.parse(answer.body));
  };
