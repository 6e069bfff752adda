import { CONTEXT_NAMES, readConfig } from '@chignon/service-kit';
import { filesBelow, textOf } from './sources.js';
import { SERVICES, ENGINES_CA, documentsOf, known, TAG } from './deployment.js';

const ENGINES = ['kafka', 'eventstoredb', 'mongo'];

/** Run once, before who needs what they make. */
const STEPS = ['eventstore-certificates', 'eventstore-user'];

/** A value of the compose file as compose reads it: a variable left out is empty, one that must be given is. */
const filledIn = (value: string): string =>
  value.replaceAll(/\$\{\w+:-\}/g, '').replaceAll(/\$\{\w+:\?[^}]+\}/g, 'given'.repeat(7));

describe('docker-compose.yml', () => {
  const [compose] = documentsOf(textOf('docker-compose.yml'));
  const services = compose.services as { [name: string]: any };

  it('has every engine and every service, with a health check, a restart policy and a pinned image', () => {
    expect(Object.keys(services).sort()).toEqual([...ENGINES, ...SERVICES, ...STEPS].sort());
    for (const [name, service] of Object.entries(services)) {
      expect(service.image).toMatch(TAG);
      if (STEPS.includes(name)) continue;
      expect([name, service.healthcheck?.test?.length ?? 0]).toEqual([name, expect.any(Number)]);
      expect(service.healthcheck.test.length).toBeGreaterThan(1);
      expect([name, service.restart]).toEqual([name, 'unless-stopped']);
    }
  });

  it('builds each service from its own app, hardened, and keeps what must be kept in volumes', () => {
    for (const name of SERVICES) {
      expect(services[name].build.args.APP).toBe(name);
      expect(filesBelow(`apps/${name}/src`, 'main.ts')).toHaveLength(1);
      expect(services[name]).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        volumes: [
          'issuer:/data',
          ...(name === 'gateway' ? [] : [`eventstore-ca:${ENGINES_CA}:ro`]),
        ],
      });
    }
    const mounted = Object.values(services).flatMap((service) =>
      (service.volumes as string[]).map((volume) => volume.split(':')[0]),
    );
    expect([...new Set(mounted)].sort()).toEqual(Object.keys(compose.volumes).sort());
    for (const engine of ENGINES) expect(services[engine].volumes.length).toBeGreaterThan(0);
  });

  it('waits for what each needs to be healthy, and opens only the gateway, to this machine', () => {
    for (const name of CONTEXT_NAMES)
      expect(Object.entries(services[name].depends_on)).toEqual([
        ['kafka', { condition: 'service_healthy' }],
        ['eventstore-user', { condition: 'service_completed_successfully' }],
        ['mongo', { condition: 'service_healthy' }],
      ]);
    // The ledger is healthy before its user is made, and has its certificate before it starts.
    expect(services['eventstore-user'].depends_on).toEqual({
      eventstoredb: { condition: 'service_healthy' },
    });
    expect(services['eventstoredb'].depends_on).toEqual({
      'eventstore-certificates': { condition: 'service_completed_successfully' },
    });
    expect(Object.keys(services['gateway'].depends_on).sort()).toEqual([...CONTEXT_NAMES].sort());
    expect(
      Object.entries(services)
        .filter(([, service]) => service.ports)
        .map(([name, service]) => [name, service.ports]),
    ).toEqual([['gateway', ['127.0.0.1:8080:8080']]]);
  });

  it('gives every service an environment that its configuration accepts, and nothing that it does not read', () => {
    for (const name of SERVICES) {
      const environment = Object.fromEntries(
        Object.entries(services[name].environment as { [variable: string]: string }).map(
          ([variable, value]) => [variable, filledIn(value)],
        ),
      );
      expect([
        name,
        ...Object.keys(environment).filter((variable) => !known.has(variable)),
      ]).toEqual([name]);
      const config = readConfig(environment);
      expect(config).toMatchObject({
        host: '0.0.0.0',
        port: 8080,
        dataDir: '/data',
        engines: { kind: name === 'gateway' ? 'embedded' : 'cluster' },
      });
      expect(Object.keys(config.services).sort()).toEqual(
        name === 'gateway' ? [...CONTEXT_NAMES].sort() : [],
      );
    }
  });

  it('L-6 speaks TLS with EventStoreDB, as the least user; the administrator is known to the step that makes it, and to the server', () => {
    const {
      eventstoredb,
      'eventstore-user': step,
      'eventstore-certificates': certificates,
    } = services as { [name: string]: any };
    for (const name of [...CONTEXT_NAMES, 'eventstore-user']) {
      const url = new URL(
        filledIn(services[name].environment.EVENTSTORE_URL).replace('esdb:', 'https:'),
      );
      expect([name, url.username, url.host, url.search]).toEqual([
        name,
        'chignon',
        'eventstoredb:2113',
        `?tlsCAFile=${ENGINES_CA}/ca.crt`,
      ]);
      expect(services[name].volumes).toContain(`eventstore-ca:${ENGINES_CA}:ro`);
    }
    expect(certificates.volumes).toEqual(['eventstore-tls:/tls', 'eventstore-ca:/ca']);
    expect(certificates.command[0]).toContain('-dns-names eventstoredb,localhost');
    for (const made of ['/tls/node', '/tls/trusted/ca.crt', '/ca/ca.crt'])
      expect(certificates.command[0]).toContain(made);
    expect(eventstoredb.environment).toMatchObject({
      EVENTSTORE_CERTIFICATE_FILE: '/tls/node/node.crt',
      EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE: '/tls/node/node.key',
      EVENTSTORE_TRUSTED_ROOT_CERTIFICATES_PATH: '/tls/trusted',
    });
    expect(eventstoredb.volumes).toContain('eventstore-tls:/tls:ro');
    expect(textOf('docker-compose.yml')).not.toMatch(/INSECURE|tls=false/);
    // Passwords come from outside, and a start without them is refused.
    expect(step.command).toEqual(['dist/cli/main.js', 'eventstore-user']);
    expect(step.environment.EVENTSTORE_ADMIN_URL).toMatch(
      /^esdb:\/\/admin:\$\{EVENTSTORE_ADMIN_PASSWORD:\?[^}]+\}@eventstoredb:2113\?tlsCAFile=/,
    );
    for (const name of ['ADMIN', 'OPS'])
      expect(eventstoredb.environment[`EVENTSTORE_DEFAULT_${name}_PASSWORD`]).toMatch(
        /^\$\{EVENTSTORE_ADMIN_PASSWORD:\?[^}]+\}$/,
      );
    expect(
      Object.entries(services)
        .filter(([, service]) =>
          JSON.stringify(service.environment ?? {}).includes('EVENTSTORE_ADMIN'),
        )
        .map(([name]) => name)
        .sort(),
    ).toEqual(['eventstore-user', 'eventstoredb']);
    expect(textOf('.gitignore').split('\n')).toContain('.env');
  });
});

describe('Dockerfile', () => {
  const text = textOf('Dockerfile');

  it('builds on a pinned Node, runs as nobody without a shell, and checks its health', () => {
    expect(text).toMatch(/^ARG BUILD_IMAGE=node:24\.\d+\.\d+-\S+$/m);
    expect(text).toMatch(/^ARG RUN_IMAGE=gcr\.io\/distroless\/nodejs24-\S+:nonroot$/m);
    expect([...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)).toEqual([
      '${BUILD_IMAGE}',
      '${BUILD_IMAGE}',
      '${RUN_IMAGE}',
    ]);
    expect(text).toMatch(/^USER 65532:65532$/m);
    expect(text).toMatch(/^HEALTHCHECK /m);
    expect(text).toMatch(/npm ci[\s\S]*node scripts\/build\.mjs[\s\S]*npm prune --omit=dev/);
  });

  it('sets only variables that are read', () => {
    const set = [...text.matchAll(/\b([A-Z]+_[A-Z_]+)=/g)]
      .map(([, name]) => name!)
      .filter((name) => !['NODE_ENV', 'BUILD_IMAGE', 'RUN_IMAGE'].includes(name));
    expect(set).toEqual(['CHIGNON_HOST', 'CHIGNON_PORT', 'CHIGNON_DATA']);
    expect(set.filter((name) => !known.has(name))).toEqual([]);
  });
});
