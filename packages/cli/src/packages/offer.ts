import { CliError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { escapeForTerminal } from '../output/escape.ts'
import type { Output } from '../output/output.ts'
import { lookUpPackage, type PublishedPackage } from './look-up-package.ts'
import type { PackageSpec } from './package-spec.ts'
import type { Installation } from './read-installation.ts'
import { registrySource } from './registry-source.ts'

/** What is known of a package before it is installed. */
export type Offer = Partial<PublishedPackage> & { readonly package: string }

/**
 * Asks the registry for a package, and refuses one that is not for Nexus before any of it is on the disk.
 * @throws `NOT_FOUND`, `PLUGIN_MANIFEST_INVALID`, `UNAVAILABLE`, `NO_CREDENTIALS`.
 */
export async function lookUpOffer(
  context: Context,
  installation: Installation,
  spec: PackageSpec,
): Promise<Offer> {
  const source = await registrySource(installation, context.openOptions)
  const { name, ...published } = await lookUpPackage(context, source, spec)
  if (published.provides === undefined) throw notForNexus(name, published.version)
  return { package: name, ...published }
}

function notForNexus(name: string, version: string): CliError {
  const word = name.replace(/^@[^/]+\//, '')
  return new CliError(
    'PLUGIN_MANIFEST_INVALID',
    `${name} ${version} is no package for Nexus: its package.json has no "nexusfs" field. It was not installed.`,
    {
      hint: `"nexus plugins search ${word}" finds packages for Nexus, which are usually called nexusfs-plugin-${word}.`,
    },
  )
}

/** An offer for people, on standard error. What the registry says is made safe to show: anyone can publish. */
export function describeOffer(output: Output, offer: Offer): readonly string[] {
  const { package: name, version, publisher, description, deprecated, provides = [] } = offer
  const { errorColors: colors } = output
  const safe = escapeForTerminal
  const by = safe(publisher || 'somebody the registry does not name')
  return [
    `${colors.bold(safe(name))} ${safe(version ?? '')}, published by ${by}`,
    ...(description ? [`  ${safe(description)}`] : []),
    ...(deprecated === undefined ? [] : [`  ${colors.yellow('deprecated:')} ${safe(deprecated)}`]),
    ...provides.flatMap(({ kind, type, title, hooks }) => [
      `  ${safe(kind)} ${safe(type)}${title === type ? '' : `: ${safe(title)}`}`,
      ...(hooks.length > 0 ? [`  hooks: ${safe(hooks.join(', '))}`] : []),
    ]),
  ]
}
