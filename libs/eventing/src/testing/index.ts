export * from './given.js';
export * from './made.js';
export * from './stream-store.contract.js';
export * from './document-store.contract.js';
export * from './message-bus.contract.js';
export * from './once.contract.js';
export * from './poison.contract.js';
export * from './facts.contract.js';
export { lateStreams, type Lateness } from './late-streams.js';
