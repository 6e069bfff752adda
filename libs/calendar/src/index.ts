export * from './dates.js';
export * from './instants.js';
export * from './wall-clock.js';
