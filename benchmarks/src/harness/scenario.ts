/** What a scenario is and what it answers. */
import { type Measurement, named } from './measure.ts'

/** A number that must reach, or must not pass, a limit. */
export interface Goal {
  /** Stable; the explanations of gaps go by it. */
  readonly id: string
  readonly label: string
  /** `ratio`: against somebody in the same run. `floor`: an absolute promise. */
  readonly kind: 'ratio' | 'floor'
  readonly measured: number
  readonly limit: number
  readonly direction: 'atLeast' | 'atMost'
  /** Written after the numbers. */
  readonly unit: string
  /** What would be better still. */
  readonly stretch?: number | undefined
}

/** How the numbers of a scenario are shown. */
export type Display = 'rate' | 'milliseconds' | 'megabytes'

/** One table of measurements with what was wanted of it. */
export interface Table {
  readonly title: string
  readonly display: Display
  readonly measurements: readonly Measurement[]
  readonly goals: readonly Goal[]
  /** Lines below the table. */
  readonly notes?: readonly string[] | undefined
}

/** What a scenario gets. */
export interface Settings {
  /** A folder of its own on a real disk, empty. */
  readonly folder: string
  /** Fewer repeats, smaller counts. */
  readonly quick: boolean
  /** Sizes beyond a normal run, where a scenario has them. */
  readonly scale: boolean
  /** Interleaved repeats of everything. */
  readonly repeats: number
  /** A tree of that many files, made at the first call of a run. */
  population(files: number): Promise<Population>
}

/** Folders that hold a tree of many files: as Nexus keeps it, and as the least table that could. */
export interface Population {
  readonly files: number
  readonly nexusFolder: string
  readonly bareTree: string
  /** Files a second while filling. */
  readonly rate: number
  /** Bytes on disk for each file. */
  readonly bytesEach: number
}

/** One comparison, or a few that share a preparation. */
export interface Scenario {
  readonly name: string
  run(settings: Settings): Promise<readonly Table[]>
}

/** Whether a goal is met. A number that is missing meets nothing. */
export function isMet(goal: Goal): boolean {
  return goal.direction === 'atLeast' ? goal.measured >= goal.limit : goal.measured <= goal.limit
}

/** The goal that Nexus runs at least at `limit` times the rate of `against`. */
export function ratioGoal(
  id: string,
  measurements: readonly Measurement[],
  against: string,
  limit: number,
  stretch?: number,
  subject = 'nexus',
): Goal {
  const measured = named(measurements, subject).rate / named(measurements, against).rate
  const label = `${subject} against ${against}`
  return {
    id,
    label,
    kind: 'ratio',
    measured,
    limit,
    direction: 'atLeast',
    unit: 'x',
    stretch,
  }
}

/** The goal that one operation of `subject` takes at most `limit` times as long as one of `against`. */
export function costGoal(
  id: string,
  measurements: readonly Measurement[],
  subject: string,
  against: string,
  limit: number,
): Goal {
  const measured =
    named(measurements, subject).milliseconds / named(measurements, against).milliseconds
  const label = `${subject} against ${against}`
  return { id, label, kind: 'ratio', measured, limit, direction: 'atMost', unit: 'x' }
}

/** An absolute promise. */
export function floorGoal(
  id: string,
  label: string,
  measured: number,
  direction: Goal['direction'],
  limit: number,
  unit: string,
): Goal {
  return { id, label, kind: 'floor', measured, limit, direction, unit }
}
