/** Requests that reach the server, and bytes, where there should be none or few. */
import type { Nexus } from '@nexusfs/core'
import { MOUNT, type MountedAs, openMounted } from '../cloud/mounted.ts'
import { makeBucket } from '../cloud/s3.ts'
import { openS3 } from '../cloud/s3-adapter.ts'
import { withServer } from '../cloud/with-server.ts'
import { distinctBytes } from '../harness/bytes.ts'
import { countRequests } from '../harness/requests.ts'
import { floorGoal, type Goal, type Scenario } from '../harness/scenario.ts'

const LARGE = 100_000

/** Counted on the wire and by the mount, each once: there is nothing to repeat. */
export const cloudCalls: Scenario = {
  name: 'cloud-calls',
  async run(settings) {
    return withServer('minio', 'cloud-calls', async (place) => {
      await makeBucket(place, false)
      const open = async (how: MountedAs): Promise<Nexus> =>
        openMounted(`${settings.folder}/${how.layout}`, await openS3(place, how.layout), how)
      await using cas = await open({ layout: 'cas' })
      await using path = await open({ layout: 'path' })
      const goals = [...(await casGoals(cas)), ...(await pathGoals(path))]
      return [{ title: 'Requests by s3', display: 'rate', measurements: [], goals }]
    })
  },
}

async function casGoals(nexus: Nexus): Promise<Goal[]> {
  const content = distinctBytes(LARGE)()
  await nexus.write(`${MOUNT}/first`, content)
  const sent = async (): Promise<number> => (await nexus.mounts.get(MOUNT)).counters.bytesIn
  const before = await sent()
  const again = (name: string) => () => nexus.write(`${MOUNT}/${name}`, content)
  const goals = [
    await requestGoal('cas-look', 'cas: first use of bytes that are there: a look', again('a'), 1),
    await requestGoal('cas-duplicate', 'cas: later use of bytes that are there', again('b')),
  ]
  const body = (await sent()) - before
  const label = 'cas: body sent for bytes that are there'
  goals.push(floorGoal('cloud-calls-cas-body', label, body, 'atMost', 0, 'bytes'))
  const calls = {
    exists: () => nexus.exists(`${MOUNT}/first`),
    stat: () => nexus.stat(`${MOUNT}/first`),
    list: () => nexus.list(MOUNT).toArray(),
  }
  for (const [name, call] of Object.entries(calls))
    goals.push(await requestGoal(`cas-${name}`, `cas: ${name}`, call))
  return goals
}

async function pathGoals(nexus: Nexus): Promise<Goal[]> {
  const next = distinctBytes()
  const file = `${MOUNT}/file`
  const calls = {
    'write of a new file': () => nexus.write(file, next()),
    overwrite: () => nexus.write(file, next()),
    read: () => nexus.read(file),
    stat: () => nexus.stat(file),
    list: () => nexus.list(MOUNT).toArray(),
  }
  // What the endpoint does is learned before the first call.
  await nexus.exists(file)
  const goals: Goal[] = []
  for (const [name, call] of Object.entries(calls))
    goals.push(await requestGoal(`path-${name.replaceAll(' ', '-')}`, `path: ${name}`, call, 1))
  // MinIO has no conditions on deletes, so it is looked at just before.
  const remove = () => nexus.delete(file)
  return [...goals, await requestGoal('path-delete', 'path: delete', remove, 2)]
}

async function requestGoal(
  id: string,
  label: string,
  call: () => Promise<unknown>,
  limit = 0,
): Promise<Goal> {
  const requests = await countRequests(call)
  return floorGoal(`cloud-calls-${id}`, label, requests, 'atMost', limit, 'requests')
}
