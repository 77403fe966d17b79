/** Runs publint and are-the-types-wrong on each published package, as it would be packed. */
import { isBuilt, publishedPackages } from './published.ts'
import { run } from './run.ts'

for (const published of publishedPackages()) {
  if (!isBuilt(published))
    throw new Error(`${published.folder} is not built: run \`pnpm build\` first`)
  const outcomes = [
    await run('publint', ['--strict'], published.folder),
    await run(
      'attw',
      ['--pack', '.', '--profile', 'esm-only', '--format', 'ascii'],
      published.folder,
    ),
  ]
  const failed = outcomes.filter(({ ok }) => !ok)
  console.log(`${failed.length === 0 ? 'ok' : 'failed'}: ${published.name}`)
  for (const { output } of failed) console.error(output)
  if (failed.length > 0) process.exitCode = 1
}
