import 'reflect-metadata';
import { optional, type Context, type Facts, type Registers } from '@chignon/eventing';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TerminusModule } from '@nestjs/terminus';
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { Permissions } from './auth/roles.js';
import { Pseudonyms } from './auth/pseudonyms.js';
import { Revocations } from './auth/revocations.js';
import { tokenVerifier, type LocalIssuer } from './auth/tokens.js';
import type { Config } from './config.js';
import { doorContext } from './directory/context.js';
import { Directory, DIRECTORY } from './directory/directory.js';
import { noEngines, openEngines, type OpenEngines } from './engines.js';
import { ContextHost, MessageBusStrategy } from './host.js';
import { AbsentBodyPipe } from './http/absent-body.pipe.js';
import { parseBodies } from './http/bodies.js';
import { AccessGuard } from './http/access.guard.js';
import { Claims } from './http/claims.js';
import { CommandsInterceptor } from './http/commands.interceptor.js';
import { Door } from './http/door.js';
import { InputInterceptor } from './http/input.interceptor.js';
import { EventsController } from './http/events.controller.js';
import { HealthController, HOST, READINESS, type Readiness } from './http/health.controller.js';
import { classSchemas } from './http/schemas.js';
import { openApi, type OpenApi } from './http/openapi.js';
import { routesOf } from './http/route-table.js';
import { OperationsController } from './http/operations.controller.js';
import { ACCESS_TOOLS, AccessOperationsController } from './http/access-operations.controller.js';
import { methodsAt, ProblemFilter, refuseConnection, sendProblem } from './http/problems.js';
import { TOOLS, type ChignonRequest } from './http/routes.js';
import { closeIdleConnections } from './http/idle-connections.js';
import { createLogger, nestLogger, type Logger } from './log.js';
import { Observability } from './observability/observability.js';
import {
  HOLDINGS,
  type HoldingContexts,
  HoldingsController,
} from './holdings/holdings.controller.js';
import { PREVIEWS, PreviewsController } from './previews/previews.controller.js';
import { TENDER_KEYS } from './tenders/keys.js';
import { openPreviews, openTenders } from './tenders/open.js';
import { TENDERS, TendersController } from './tenders/tenders.controller.js';

export const VERSION = '0.1.0';
/** Correlation ids that callers may choose themselves: a UUID, or the id of a trace. They stand in events, so they are no words. */
const CORRELATION =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})$/i;
const KEEP_ALIVE_MS = 65_000;
/** How often connections are looked at for requests that are late. */
const CHECK_EVERY_MS = 5000;
/** Ids of dead letters name a consumer, a key, a partition and a place. */
const MAX_PATH_PART = 1024;

/** More than contexts: what a gateway adds to the same server. */
export interface Extra {
  readonly controllers?: readonly (new (...args: any[]) => unknown)[];
  readonly providers?: readonly { provide: string; useValue: unknown }[];
  /** Called with the server before it listens. */
  prepare?(platform: Platform): void | Promise<void>;
}

/** A running process. */
export interface Platform {
  readonly app: NestFastifyApplication;
  readonly host: ContextHost;
  readonly config: Config;
  readonly log: Logger;
  /** Present when the process brings its own issuer (no OIDC configured). */
  readonly issuer: LocalIssuer | undefined;
  readonly observability: Observability;
  /** Description of the routes of this process. */
  readonly openApi: OpenApi;
  /** Base URL, once it listens. */
  url(): Promise<string>;
  settle(): Promise<void>;
  close(): Promise<void>;
}

@Module({})
class PlatformModule {}

/**
 * Fastify with one handler for whatever goes wrong outside a route: what the parser, a hook or the router refuses ends
 * in the same problem details as what a route refuses. Nest would set its own handler here, a second one, which turns
 * the refusals into exceptions without their codes.
 */
class ProblemAdapter extends FastifyAdapter {
  constructor(
    options: object,
    private readonly log: Logger,
  ) {
    super(options as never);
  }

  override setErrorHandler(_ofNest: unknown) {
    return this.instance.setErrorHandler((error: unknown, request: unknown, reply: unknown) =>
      sendProblem(error, request as ChignonRequest, reply as never, this.log),
    );
  }
}

/**
 * Builds the process: opens the engines the configuration names, starts the contexts on them, and serves their routes
 * behind one guard, one validation and one problem filter. Does not listen unless asked. `facts`: the clock and ids, left out
 * those of the real world.
 */
export async function startPlatform(
  config: Config,
  name: string,
  contexts: readonly Context[],
  options: { listen: boolean; extra?: Extra; facts?: Facts },
): Promise<Platform> {
  const log = createLogger(config.logLevel);
  const observability = await Observability.open(config, name, VERSION, log);
  const engines =
    contexts.length > 0
      ? await openEngines(config, log, options.facts, observability.engine)
      : noEngines(options.facts);
  try {
    const { verifier, local } = await tokenVerifier(config);
    const at = doorContext(name);
    const host = new ContextHost(
      engines,
      contexts.length > 0 ? [at.context, ...contexts] : [],
      config.instance,
      log,
      { reconcileHour: config.reconcileHour, patienceMs: config.followerPatienceMs },
      (context) => observability.observer(context),
    );
    const own = host.runtimes.get(at.context.name);
    const directory =
      own &&
      new Directory(
        engines.documents,
        at.views,
        own,
        () => host.runtimes.values(),
        engines.exclusive,
        Object.assign({}, ...contexts.map(({ registers }) => registers)) as Registers,
      );
    const pseudonyms = await pseudonymsOf(config, own ? engines : undefined, at.secrets, log);
    const revocations = own && new Revocations(own.tools, at.revocations, at.revoked);
    const door = new Door(
      verifier,
      async (claims) => revocations?.isRevoked(claims, pseudonyms.of(claims.subject)) ?? false,
      { requests: config.rateLimitPerMinute, guesses: config.guessLimitPerMinute },
    );
    const guard = new AccessGuard({
      permissions: Permissions.of(contexts),
      storesOf: async (regions) => directory?.storesOf(regions) ?? [],
      pseudonymOf: (subject) => pseudonyms.of(subject),
    });
    const tenders = await openTenders(config, contexts, host);
    const previews = await openPreviews(config, contexts, host, tenders?.keys);
    const readiness: Readiness = { ready: false };
    const controllers = [
      ...contexts.flatMap((context) => context.controllers),
      ...(contexts.length > 0
        ? [AccessOperationsController, OperationsController, EventsController, HoldingsController]
        : []),
      ...(tenders ? [TendersController] : []),
      ...(previews ? [PreviewsController] : []),
      ...(options.extra?.controllers ?? []),
    ];
    const module: DynamicModule = {
      module: PlatformModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, ...controllers] as never,
      providers: [
        { provide: HOST, useValue: host },
        { provide: READINESS, useValue: readiness },
        { provide: DIRECTORY, useValue: directory },
        { provide: TENDERS, useValue: tenders },
        { provide: PREVIEWS, useValue: previews },
        { provide: HOLDINGS, useValue: holdingsOf(contexts, host) },
        { provide: TENDER_KEYS, useValue: tenders?.keys },
        {
          provide: ACCESS_TOOLS,
          useValue: { revocations, pseudonyms, contexts: contexts.map((context) => context.name) },
        },
        ...contexts.flatMap((context) => [
          { provide: TOOLS(context.name), useValue: host.runtimes.get(context.name)!.tools },
          ...(context.providers ?? []),
        ]),
        ...(options.extra?.providers ?? []),
      ],
    };
    const adapter = new ProblemAdapter(
      {
        bodyLimit: config.bodyLimitBytes,
        requestTimeout: config.requestTimeoutMs,
        // Node applies the larger of its two timeouts to the whole request, and the default for headers is a minute. A missing `Host` header is refused by our own checks, with problem details.
        http: {
          requireHostHeader: false,
          headersTimeout: config.requestTimeoutMs,
          requestTimeout: config.requestTimeoutMs,
          connectionsCheckingInterval: Math.min(config.requestTimeoutMs, CHECK_EVERY_MS),
        },
        keepAliveTimeout: KEEP_ALIVE_MS,
        trustProxy: config.trustedProxies.length > 0 && [...config.trustedProxies],
        routerOptions: { maxParamLength: MAX_PATH_PART },
        genReqId: (request: { headers: { [name: string]: string | string[] | undefined } }) => {
          const given = request.headers['x-correlation-id'];
          return typeof given === 'string' && CORRELATION.test(given) ? given : randomUUID();
        },
        clientErrorHandler: refuseConnection,
        frameworkErrors: (error: Error, request: unknown, reply: unknown) =>
          sendProblem(error, request as ChignonRequest, reply as never, log),
      },
      log,
    );
    const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
      logger: nestLogger(log),
      bodyParser: false,
      abortOnError: false,
    });
    observability.watch(app.getHttpAdapter().getInstance());
    prepareServer(app, door);
    app.useGlobalGuards(guard);
    app.useGlobalInterceptors(
      new InputInterceptor(directory),
      new CommandsInterceptor(own && new Claims(own.tools, at.claims)),
    );
    app.useGlobalPipes(new AbsentBodyPipe());
    app.useGlobalFilters(
      new ProblemFilter(
        log,
        door,
        methodsAt(routesOf([HealthController, ...controllers] as never)),
      ),
    );
    app.connectMicroservice(
      { strategy: new MessageBusStrategy(host) },
      { inheritAppConfig: false },
    );

    const closeUnasked = closeIdleConnections(app.getHttpServer() as Server);
    await observability.serve(host);
    let closing: Promise<void> | undefined;
    // Schemas of bodies are computed at the start: classes of the same name are refused, and no request waits for it. Their descriptions are computed on first use.
    classSchemas();
    let described: OpenApi | undefined;
    const platform: Platform = {
      app,
      host,
      config,
      log,
      issuer: local,
      observability,
      get openApi() {
        return (described ??= openApi(controllers, VERSION));
      },
      url: () => app.getUrl(),
      settle: () => host.settle(),
      close: () =>
        (closing ??= (async () => {
          readiness.ready = false;
          await host.stop();
          closeUnasked();
          await app.close();
          await engines.close();
          await observability.close();
        })()),
    };
    await options.extra?.prepare?.(platform);
    await app.init();
    await app.startAllMicroservices();
    readiness.ready = true;
    if (options.listen) await app.listen({ port: config.port, host: config.host });
    else await app.getHttpAdapter().getInstance().ready();
    return platform;
  } catch (error) {
    await engines.close();
    await observability.close();
    throw error;
  }
}

/** What the HTTP server refuses or adds before routing. */
function prepareServer(app: NestFastifyApplication, door: Door): void {
  const server = app.getHttpAdapter().getInstance();
  parseBodies(server);
  server.addHook(
    'onRequest',
    async (request: { id: string }, reply: { header(name: string, value: string): unknown }) => {
      reply.header('x-correlation-id', request.id);
      reply.header('x-content-type-options', 'nosniff');
      reply.header('cache-control', 'no-store');
    },
  );
  server.addHook('onRequest', (request: unknown) => door.enter(request as ChignonRequest));
}

/** The key of the pseudonyms: the configured one; otherwise a random one of this process, or in a cluster, where all processes need the same, a derived one that is no secret. */
async function pseudonymsOf(
  config: Config,
  engines: OpenEngines | undefined,
  secrets: ReturnType<typeof doorContext>['secrets'],
  log: Logger,
): Promise<Pseudonyms> {
  if (config.pseudonymKey !== undefined) return new Pseudonyms(config.pseudonymKey);
  if (engines?.exclusive) return Pseudonyms.open(engines.documents, secrets);
  if (engines)
    log.warn(
      'CHIGNON_PSEUDONYM_KEY is not set: whoever reads events can find out who a pseudonym stands for by trying names',
    );
  return new Pseudonyms(`chignon|${config.oidc?.issuer ?? ''}`);
}

/** What each context of the process holds of people, with the tools that read it. */
const holdingsOf = (contexts: readonly Context[], host: ContextHost): HoldingContexts =>
  new Map(
    contexts.map(({ name, holdings = [], noteTelling }) => [
      name,
      { tools: host.runtimes.get(name)!.tools, holdings, ...optional({ noteTelling }) },
    ]),
  );
