export { type Mount, MountTable, type MountTemplate } from './mount-table.ts'
