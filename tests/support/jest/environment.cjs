const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { stays } = require('./shared.cjs');
const { remember } = require('./undo.cjs');

/** What jest's own Node environment hands to its old fake timers. */
const timerConfig = {
  idToRef: (id) => ({
    id,
    ref() {
      return this;
    },
    unref() {
      return this;
    },
  }),
  refToId: (timer) => timer?.id,
};

/**
 * Spec files run in the worker's own realm, one after another, so that they can share modules (docs/adr/0048). What a spec file
 * did to its process is undone behind it: globals, fake timers, the environment's variables, the console; mocks are restored by the runtime.
 */
module.exports = class OneRealm {
  constructor({ projectConfig }) {
    this.global = globalThis;
    this.options = projectConfig.testEnvironmentOptions;
    this.undo = remember(globalThis, process.env, (name) => stays.has(name));
    this.exit = process.exit;
    if (this.options.tempDir) process.env.TMPDIR = this.options.tempDir;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = new LegacyFakeTimers({
      config: projectConfig,
      global: globalThis,
      moduleMocker: this.moduleMocker,
      timerConfig,
    });
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    this.undo();
    // Jest puts its own in place, which warns.
    process.exit = this.exit;
  }

  exportConditions() {
    return this.options.customExportConditions;
  }

  /** Jest asks whether there is a realm; code is compiled by the runtime, in this one. */
  getVmContext() {
    return globalThis;
  }
};
