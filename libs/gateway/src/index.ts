export { documentation, gateway } from './gateway.js';
export { expandCustomers } from './expand.js';
