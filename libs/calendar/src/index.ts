export * from './dates.js';
export * from './in-sight.js';
export * from './instants.js';
export * from './wall-clock.js';
