/** What takes milliseconds on the ledger beside it takes some tens of them here, each time. */
jest.setTimeout(300_000);
