import { allContexts } from '@chignon/app-platform';
import { CONTEXT_NAMES, readConfig } from '@chignon/service-kit';
import { filesBelow, textOf } from './sources.js';
import { SERVICES, ENGINES_CA, documentsOf, known, TAG } from './deployment.js';

const objectsIn = (folder: string): any[] =>
  filesBelow(folder, '.yaml').flatMap((path) =>
    documentsOf(textOf(path)).map((object) => ({ ...object, path })),
  );
/** Literals that look like a password or a key. */
const SECRET =
  /(password|secret|token|apikey|api_key)\s*[:=]\s*["']?[A-Za-z0-9+/_-]{6,}|:\/\/[^/\s:@]+:[^/\s@]+@|BEGIN [A-Z ]*PRIVATE KEY/i;

describe('deploy/k8s/base', () => {
  const objects = objectsIn('deploy/k8s/base');
  const find = (kind: string, name: string): any =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);

  it('has objects to look at, and the kustomization names every file', () => {
    expect(objects.length).toBeGreaterThan(35);
    const kustomization = objects.find(({ kind }) => kind === 'Kustomization');
    expect([...kustomization.resources].sort()).toEqual(
      filesBelow('deploy/k8s/base', '.yaml')
        .map((path) => path.split('/').at(-1)!)
        .filter((file) => file !== 'kustomization.yaml')
        .sort(),
    );
  });

  it.each(SERVICES)(
    '%s: deployment, service, budget and account; probes, resources, restricted, spread, pinned',
    (name) => {
      const { spec } = find('Deployment', name);
      const pod = spec.template.spec;
      const labels = { 'app.kubernetes.io/name': name };
      expect(spec.replicas).toBeGreaterThan(1);
      expect(spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
      expect(spec.template.metadata.labels).toMatchObject(labels);
      expect(spec.selector.matchLabels).toEqual(labels);
      expect(find('Service', name).spec).toMatchObject({
        selector: labels,
        ports: [{ port: 8080 }],
      });
      expect(find('PodDisruptionBudget', name).spec).toMatchObject({
        minAvailable: 1,
        selector: { matchLabels: labels },
      });
      expect(find('ServiceAccount', name).automountServiceAccountToken).toBe(false);
      expect(pod).toMatchObject({
        serviceAccountName: name,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(pod.topologySpreadConstraints.length).toBeGreaterThan(0);
      expect(pod.containers).toHaveLength(1);
      const [container] = pod.containers;
      expect(container.image).toMatch(TAG);
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
      expect(container.startupProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
      expect(container.readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
      expect(container.resources).toEqual({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { cpu: expect.any(String), memory: expect.any(String) },
      });
      // The process gives itself 15 s to stop.
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
        15 + container.lifecycle.preStop.sleep.seconds,
      );
    },
  );

  it('gives every service an environment that its configuration accepts; secrets by name only', () => {
    const example = (file: string): { [name: string]: string } =>
      Object.fromEntries(
        textOf(`deploy/k8s/overlays/example/${file}`)
          .trim()
          .split('\n')
          .map((line) => [line.split('=')[0]!, line.slice(line.indexOf('=') + 1)]),
      );
    const secrets: { [name: string]: { [variable: string]: string } } = {
      'chignon-engines': example('engines.env.example'),
      'chignon-mail': example('mail.env.example'),
      'chignon-payments': example('payments.env.example'),
      'chignon-tenders': example('tenders.env.example'),
    };
    const filled: { [variable: string]: string } = {
      EVENTSTORE_URL: 'esdb://e:2113',
      MONGO_URL: 'mongodb://m/chignon',
      KAFKA_USERNAME: 'u',
      KAFKA_PASSWORD: 'p',
      SMTP_URL: 'smtp://mail:587',
      SMS_URL: 'https://sms/send',
      PUSH_URL: 'https://app/send',
      CHIGNON_PUBLIC_URL: 'https://salon.example',
      STRIPE_SECRET_KEY: 'sk',
      STRIPE_WEBHOOK_SECRET: 'whsec',
      CHIGNON_TENDER_KEYS: `a:${'s'.repeat(32)}`,
    };
    for (const name of SERVICES) {
      const [container] = find('Deployment', name).spec.template.spec.containers;
      expect(container.env).toBeUndefined();
      const environment = Object.assign(
        {},
        ...container.envFrom.map((source: any) =>
          source.configMapRef
            ? find('ConfigMap', source.configMapRef.name).data
            : Object.fromEntries(
                Object.keys(secrets[source.secretRef.name]!).map((v) => [v, filled[v]]),
              ),
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
        engines: { kind: name === 'gateway' ? 'embedded' : 'cluster' },
      });
      expect(config.oidc).toBeDefined();
      expect(Object.keys(config.services)).toHaveLength(
        name === 'gateway' ? CONTEXT_NAMES.length : 0,
      );
      const choices = Object.assign({}, ...allContexts(config.settings).map((c) => c.choices));
      expect(choices.mail === 'smtp://mail:587').toBe(name === 'customers');
      expect(choices.payments === 'Stripe, and by hand').toBe(name === 'booking');
      expect(config.tenderKeys?.length).toBe(
        ['booking', 'loyalty', 'inventory', 'insights'].includes(name) ? 1 : undefined,
      );
    }
  });

  it('L-6 makes the least user of EventStoreDB in a job, which alone is given the administrator', () => {
    const { template, ttlSecondsAfterFinished } = find('Job', 'eventstore-user').spec;
    expect(ttlSecondsAfterFinished).toBeGreaterThan(0);
    expect(template.metadata.labels['chignon.dev/engines']).toBe('true');
    expect(template.spec).toMatchObject({
      restartPolicy: 'OnFailure',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    const [container] = template.spec.containers;
    expect(container.image).toMatch(TAG);
    expect(container.args).toEqual(['dist/cli/main.js', 'eventstore-user']);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources.limits).toEqual({
      cpu: expect.any(String),
      memory: expect.any(String),
    });
    expect(container.env.map(({ name, valueFrom }: any) => [name, valueFrom.secretKeyRef])).toEqual(
      [
        ['EVENTSTORE_URL', { name: 'chignon-engines', key: 'EVENTSTORE_URL' }],
        ['EVENTSTORE_ADMIN_URL', { name: 'chignon-eventstore-admin', key: 'EVENTSTORE_ADMIN_URL' }],
      ],
    );
    expect(textOf('deploy/k8s/overlays/example/eventstore-admin.env.example')).toBe(
      'EVENTSTORE_ADMIN_URL=\n',
    );
    expect(
      objects.filter(
        (object) =>
          object.kind === 'Deployment' &&
          JSON.stringify(object).includes('chignon-eventstore-admin'),
      ),
    ).toEqual([]);
    const [example] = documentsOf(textOf('deploy/k8s/overlays/example/kustomization.yaml'));
    expect(example.secretGenerator.map(({ name }: any) => name)).toContain(
      'chignon-eventstore-admin',
    );
    // Whoever speaks with the engines finds their authority, where there is one.
    const speakers = objects.filter(
      (object) => object.spec?.template?.metadata.labels['chignon.dev/engines'] === 'true',
    );
    expect(speakers.map(({ metadata }) => metadata.name).sort()).toEqual(
      [...CONTEXT_NAMES, 'eventstore-user'].sort(),
    );
    for (const { spec } of speakers) {
      expect(spec.template.spec.volumes).toContainEqual({
        name: 'engines-ca',
        configMap: { name: 'chignon-engines-ca', optional: true },
      });
      expect(spec.template.spec.containers[0].volumeMounts).toContainEqual({
        name: 'engines-ca',
        mountPath: ENGINES_CA,
        readOnly: true,
      });
    }
    expect(textOf('docs/deploy.md')).toContain(`tlsCAFile=${ENGINES_CA}/ca.crt`);
  });

  it('denies all traffic that is not named, in a restricted namespace', () => {
    expect(find('NetworkPolicy', 'default-deny').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
    expect(find('Namespace', 'chignon').metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
      'restricted',
    );
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.length).toBeGreaterThan(5);
    for (const { spec, metadata } of policies)
      if (metadata.name !== 'default-deny')
        for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
          expect([
            metadata.name,
            rule.ports?.length > 0,
            (rule.from ?? rule.to)?.length > 0,
          ]).toEqual([metadata.name, true, true]);
  });
});

describe('deploy/k8s/overlays', () => {
  it('only patch: every object in them stands in the base', () => {
    const base = objectsIn('deploy/k8s/base').map(
      ({ kind, metadata }) => `${kind}/${metadata?.name}`,
    );
    const kustomizations = filesBelow('deploy/k8s/overlays', 'kustomization.yaml');
    expect(kustomizations.length).toBeGreaterThan(0);
    for (const path of kustomizations) {
      const [kustomization] = documentsOf(textOf(path));
      expect(kustomization.resources).toEqual(['../../base']);
      expect(kustomization.images.map((image: any) => image.name).sort()).toEqual(
        SERVICES.map((name) => `chignon/${name}`).sort(),
      );
      for (const image of kustomization.images)
        expect(`${image.newName}:${image.newTag}`).toMatch(TAG);
    }
    const patched = objectsIn('deploy/k8s/overlays').filter(({ kind }) => kind !== 'Kustomization');
    expect(patched.length).toBeGreaterThan(0);
    for (const { kind, metadata } of patched) expect(base).toContain(`${kind}/${metadata.name}`);
  });
});

describe('what is committed for deployment', () => {
  const paths = ['Dockerfile', 'docker-compose.yml', ...filesBelow('deploy', '.yaml', '.example')];

  it('holds no secret', () => {
    expect(paths.length).toBeGreaterThan(14);
    expect(paths.filter((path) => SECRET.test(textOf(path)))).toEqual([]);
    expect(objectsIn('deploy/k8s').filter(({ kind }) => kind === 'Secret')).toEqual([]);
    for (const path of filesBelow('deploy', '.env.example'))
      expect(textOf(path)).toMatch(/^(\w+=\n)+$/);
  });

  it('canary: secrets, floating tags and unknown variables would be seen', () => {
    expect('KAFKA_PASSWORD: hunter2hunter2').toMatch(SECRET);
    expect('MONGO_URL: mongodb://admin:letmein@mongo').toMatch(SECRET);
    for (const image of ['mongo', 'mongo:latest', 'mongo:8', 'chignon/booking'])
      expect(image).not.toMatch(TAG);
    for (const image of ['mongo:8.0.17', 'registry.example.invalid/chignon/booking:0.1.0'])
      expect(image).toMatch(TAG);
    expect(known.size).toBeGreaterThan(15);
    expect(known.has('KAFKA_BROKER')).toBe(false);
  });
});
