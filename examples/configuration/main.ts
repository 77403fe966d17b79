/** Four ways to configure the same filesystem, each on a temporary folder. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromAdministrator } from './administrator.ts'
import { fromObject } from './object.ts'
import { fromTenants } from './tenants.ts'
import { fromYaml } from './yaml.ts'

const ways = {
  object: fromObject,
  yaml: fromYaml,
  tenants: fromTenants,
  administrator: fromAdministrator,
}

for (const [name, run] of Object.entries(ways)) {
  console.log(`\n== ${name}`)
  const project = await mkdtemp(join(tmpdir(), 'nexus-configuration-'))
  for (const file of ['config-basic.yaml', 'config-multi-tenant.yaml']) {
    await copyFile(join(import.meta.dirname, file), join(project, file))
  }
  await run(project)
  await rm(project, { recursive: true, force: true })
}
