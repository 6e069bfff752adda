/** Module hooks: TypeScript sources run as they are, so that the stand-in needs no build. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const OPTIONS = {
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
};

export async function resolve(specifier, context, next) {
  const withSource = { ...context, conditions: [...context.conditions, '@chignon/source'] };
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return next(source.href, withSource);
  }
  return next(specifier, withSource);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  return {
    format: 'module',
    shortCircuit: true,
    source: transformSync(readFileSync(filename, 'utf8'), { ...OPTIONS, filename, swcrc: false })
      .code,
  };
}
