export * from './contract.js';
export * from './parts.js';
export * from './booking.js';
export * from './customers.js';
export * from './loyalty.js';
export * from './marketing.js';
export * from './inventory.js';
export * from './platform.js';
