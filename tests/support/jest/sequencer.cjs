const Sequencer = require('@jest/test-sequencer').default;

/** About how long a spec file takes that never ran on this machine, by where it stands: milliseconds. First come those that start processes. */
const GUESSES = [
  [/\/tests\/(crash|bench)\//, 60_000],
  [/\/tests\/flows\//, 15_000],
  [/\/tests\/http\//, 10_000],
  [/\.http\.spec\.ts$/, 5_000],
  [/\/tests\/|\/embedded\//, 2_000],
];

/** The longest first, so that all workers end together, on a machine without memory of earlier runs as well. */
module.exports = class LongestFirst extends Sequencer {
  time(test) {
    return (
      super.time(test) ??
      (GUESSES.find(([place]) => place.test(test.path))?.[1] ?? 0) +
        test.context.hasteFS.getSize(test.path) / 10
    );
  }
};
