export * from './dates.js';
export * from './in-sight.js';
export * from './language.js';
export * from './instants.js';
export * from './wall-clock.js';
