export * from './api-client.js';
export { seedDemo } from './demo/seed-demo.js';
export { settled } from './settled.js';
export { ImportError } from './import/mapping.js';
export { reportText, type Report } from './import/report.js';
export { reconcileImport, reconciliationText, type Reconciliation } from './import/reconcile.js';
export type { Brought, OnProgress } from './import/run.js';
export { importSalon, type SalonImport } from './import/salon-import.js';
export { salonPos } from './import/salon-pos.mapping.js';
