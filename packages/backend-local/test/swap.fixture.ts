import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Swaps the folder `root/a` for a symbolic link that leads out, and back, until it is killed. */
const [, , folder = ''] = process.argv
const shown = join(folder, 'root/a')
const real = join(folder, 'aside')
const link = join(folder, 'link')

/** The other side may make the folder anew in a gap. */
function move(from: string, to: string): void {
  for (;;) {
    try {
      renameSync(from, to)
      return
    } catch {
      remove(to)
    }
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // It was written to meanwhile: the next try removes it.
  }
}

for (let round = 0; ; round++) {
  move(shown, real)
  move(link, shown)
  move(shown, link)
  move(real, shown)
  if (round === 10) process.stdout.write('swapping')
}
