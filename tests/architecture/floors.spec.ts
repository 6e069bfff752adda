import { textOf } from './sources.js';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
}
interface Floor {
  readonly floors: readonly string[];
  readonly why: string;
}

/** `npm audit` does not answer everywhere, so the lowest versions that may be installed are written down, and why. */
const floors = JSON.parse(textOf('tests/architecture/security-floors.json')) as {
  [name: string]: Floor;
};
const { packages } = JSON.parse(textOf('package-lock.json')) as {
  packages: { [path: string]: Locked };
};

const numbers = (version: string): number[] => version.split(/[-+]/)[0]!.split('.').map(Number);
const atLeast = (version: string, floor: string): boolean => {
  const [a, b] = [numbers(version), numbers(floor)];
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i]! > b[i]!;
  return !version.includes('-');
};
/** Each major line has its own floor; a line above all floors is fine, one below or between is not. */
function stands(version: string, own: readonly string[]): boolean {
  const major = numbers(version)[0]!;
  const same = own.find((floor) => numbers(floor)[0] === major);
  return same ? atLeast(version, same) : own.every((floor) => numbers(floor)[0]! < major);
}

const installed = Object.entries(packages).flatMap(([path, { version }]) =>
  path.includes('node_modules/') && version
    ? [{ name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version }]
    : [],
);

describe('the lockfile', () => {
  it('has packages, and the list has floors for those that matter', () => {
    expect(installed.length).toBeGreaterThan(500);
    expect(Object.keys(floors).length).toBeGreaterThan(20);
    expect(Object.entries(floors).filter(([, { why }]) => why.length < 10)).toEqual([]);
    expect(
      Object.keys(floors).filter((name) => !installed.some((one) => one.name === name)),
    ).toEqual([]);
  });

  it.each(Object.entries(floors))('holds no %s below its floor', (name, { floors: own }) => {
    expect(
      installed
        .filter((one) => one.name === name && !stands(one.version, own))
        .map((one) => `${one.name}@${one.version}`),
    ).toEqual([]);
  });

  it('names no registry, so that it installs from whichever is configured', () => {
    expect(
      Object.entries(packages)
        .filter(
          ([, { resolved }]) => resolved !== undefined && /^[a-z+]+:|^\/|^\/\//.test(resolved),
        )
        .map(([path]) => path),
    ).toEqual([]);
    expect(textOf('.npmrc')).not.toMatch(/registry/);
  });

  it('pins the content of every package', () => {
    const loose = Object.entries(packages).filter(
      ([path, { link, integrity, inBundle }]) =>
        path.includes('node_modules/') && !link && !inBundle && !integrity,
    );
    expect(loose.map(([path]) => path)).toEqual([]);
  });

  it('and the manifest its direct dependencies, exactly', () => {
    const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    expect(Object.keys(dependencies).length).toBeGreaterThan(15);
    expect(
      Object.entries(dependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
    ).toEqual([]);
    expect(
      Object.entries(devDependencies).filter(
        ([name, version]) => !/^\d+\.\d+\.\d+$/.test(version) && !name.startsWith('@types/'),
      ),
    ).toEqual([]);
  });
});

describe('canary of the floors', () => {
  it('compares by line and by number, and refuses pre-releases of a floor', () => {
    expect(stands('9.9.1', ['9.9.2'])).toBe(false);
    expect(stands('9.10.0', ['9.9.2'])).toBe(true);
    expect(stands('10.0.0', ['9.9.2'])).toBe(true);
    expect(stands('8.99.0', ['9.9.2'])).toBe(false);
    expect(stands('3.1.2', ['3.1.3', '9.0.6'])).toBe(false);
    expect(stands('5.0.0', ['3.1.3', '9.0.6'])).toBe(false);
    expect(stands('9.9.2-beta.1', ['9.9.2'])).toBe(false);
  });
});
