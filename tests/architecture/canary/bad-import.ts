// Linted by tests/architecture: a context that imports another context must be refused, or the boundary rule is asleep.
export { loyalty } from '@chignon/loyalty';
