import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import * as eventing from '@chignon/eventing';

type Remember = (
  target: object,
  variables: { [name: string]: string | undefined },
  stays: (name: string | symbol) => boolean,
) => () => void;
const { remember } = jest.requireActual<{ remember: Remember }>(
  join(__dirname, '../support/jest/undo.cjs'),
);

describe('spec files of a worker share packages and sources, and nothing else (ADR 0048)', () => {
  it('keeps sources and packages when modules are reset, and gives every spec file its own helpers', async () => {
    const helpers = await import('./imports.js');
    jest.resetModules();
    expect(await import('@chignon/eventing')).toBe(eventing);
    expect(await import('./imports.js')).not.toBe(helpers);
  });

  it('runs them in one realm, so that a Date of one side is a Date to the other', () => {
    expect(runInThisContext('[Date, Error, Array]')).toEqual([Date, Error, Array]);
  });

  it('refuses a mock that would reach the spec file alone', () => {
    expect(() => jest.doMock('@chignon/eventing', () => ({}))).toThrow(
      /@chignon\/eventing is shared by the spec files of a worker/,
    );
  });

  it('undoes what a spec file did to globals and to the environment, but for what shared modules keep there', () => {
    const target: { [name: string]: unknown } = { kept: 1, changed: 1, deleted: 1 };
    const variables: { [name: string]: string | undefined } = { HOME: '/here', GONE: 'x' };
    const undo = remember(target, variables, (name) => name === 'storage');
    Object.assign(target, { changed: 2, storage: 3, left: 4, [Symbol.for('left')]: 5 });
    Object.assign(variables, { HOME: '/there', LEFT: 'y' });
    delete target['deleted'];
    delete variables['GONE'];
    undo();
    expect(Reflect.ownKeys(target).sort()).toEqual(['changed', 'deleted', 'kept', 'storage']);
    expect(target).toEqual({ kept: 1, changed: 1, deleted: 1, storage: 3 });
    expect(variables).toEqual({ HOME: '/here', GONE: 'x' });
  });
});
