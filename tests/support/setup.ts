// Two cores shared with a build are slow now and then; a test that hangs is still found.
jest.setTimeout(30_000);

// A test that asserted nothing when it ran proves nothing.
beforeEach(() => expect.hasAssertions());
