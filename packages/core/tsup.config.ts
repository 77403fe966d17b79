import { defineConfig } from 'tsup'
import shared from '../../tsup.shared.ts'

export default defineConfig({
  ...shared,
  entry: { index: 'src/index.ts', spec: 'src/spec/index.ts', kit: 'src/kit/index.ts' },
})
