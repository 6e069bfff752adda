const { compileFunction } = require('node:vm');
const Runtime = require('jest-runtime').default;
const { begin, isShared, load } = require('./shared.cjs');

/** What modules were compiled to, by file: jest's own modules are executed for every spec file, but parsed for the first alone. */
const compiled = new Map();

/** Where source maps are, by file: a stack goes through shared sources that an earlier spec file loaded. */
const sourceMaps = new Map();

/**
 * Jest's runtime, but packages and the sources of libs and apps are loaded once a worker (shared.cjs). Spec files, what stands beside
 * them for tests alone, and jest's own modules are executed for each spec file, as ever.
 */
class SharedRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    begin((file) => this.transformCache.transform(file), this._environment.options.standIns);
    this.transformCache.sourceMaps = sourceMaps;
    const { executor } = this;
    executor.compile = (source, filename) => {
      let known = compiled.get(filename);
      if (known?.source !== source)
        compiled.set(
          filename,
          (known = {
            source,
            run: compileFunction(source, executor.injectedModuleParameters, { filename }),
          }),
        );
      return known.run;
    };
  }

  requireModule(from, name, options, isActual) {
    if (name !== undefined && !options?.isInternalModule && !this._resolution.isCoreModule(name)) {
      const file = this._resolution.resolveCjs(from, name);
      if (isShared(file)) return load(file);
    }
    return super.requireModule(from, name, options, isActual);
  }

  /** A shared module that was loaded keeps what it imported: a mock would reach the spec file and nobody else. */
  setMock(from, name, factory, options) {
    if (!this._resolution.isCoreModule(name) && isShared(this._resolution.resolveCjs(from, name)))
      throw new Error(
        `${name} is shared by the spec files of a worker: spy on what it exports, or let another source stand in for it (standIns in jest.config.cjs).`,
      );
    super.setMock(from, name, factory, options);
  }

  /** `process` is the worker's own here, with its own builtins. */
  installGetBuiltinModule() {}
}

module.exports = { __esModule: true, default: SharedRuntime };
