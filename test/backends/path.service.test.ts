import { describe } from 'vitest'
import { serverOf } from '../servers/index.ts'
import { pathSuite } from './path-suite.ts'
import { PLACES } from './places.ts'

/** Which runs whole also at a small scale; of the others a sample does. */
const WHOLE = 'gcs'
const SAMPLE = 0.06

for (const [name, kind] of Object.entries(PLACES)) {
  const missing = kind.server && serverOf(kind.server).missing
  describe.skipIf(missing)(name, () => pathSuite(name, kind, name === WHOLE ? 1 : SAMPLE))
}
