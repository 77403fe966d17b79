/** Nexus plugin that writes every operation as a line of JSON to a file on the host or in the tree.
 * @packageDocumentation
 */
export { audit as default } from './audit.ts'
export type { AuditLine } from './audit-line.ts'
export type { AuditConfig } from './config.ts'
