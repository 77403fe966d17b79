import type { PackageDescription } from 'nexusfs'
import type { PackageRow } from './package-rows.ts'

/** A row with what its package says of itself. */
export interface PackageDetails {
  readonly row: PackageRow
  readonly description: PackageDescription
}

/** Reads what a package says of itself; imports nothing of it. */
export async function readDetails(row: PackageRow): Promise<PackageDetails> {
  const { describePackage } = await import('nexusfs')
  return { row, description: row.provided === undefined ? {} : describePackage(row.provided) }
}
