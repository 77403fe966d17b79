export { type Mount, MountTable } from './mount-table.ts'
