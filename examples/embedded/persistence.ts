import assert from 'node:assert/strict'
import { connect } from 'nexusfs'

/** What was acknowledged is there after a restart; a closed handle says so. */
export async function persistence(dataDir: string): Promise<void> {
  const first = await connect({ dataDir })
  const { etag } = await first.write('/workspace/state.json', JSON.stringify({ step: 7 }))
  await first.close()
  const refused = await first.read('/workspace/state.json').catch(({ code }) => code)
  console.log(`after close: ${refused}`)

  const second = await connect({ dataDir })
  assert.deepEqual(await second.readJson('/workspace/state.json'), { step: 7 })
  assert.equal((await second.stat('/workspace/state.json')).etag, etag)

  // Several handles, also in several processes, may be open on one data folder.
  const third = await connect({ dataDir })
  await third.write('/workspace/state.json', JSON.stringify({ step: 8 }))
  console.log('the other handle reads', await second.readJson('/workspace/state.json'))
  await third.close()
  await second.close()
}
