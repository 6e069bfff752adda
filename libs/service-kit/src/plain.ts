/** What a command line needs that starts no platform: nothing here loads the HTTP framework, so that a token is printed at once. */
export * from './config.js';
export { Settings } from './settings.js';
export * from './engines.js';
export * from './auth/roles.js';
export * from './auth/tokens.js';
