/** Nexus plugin that refuses writes by size, type, path and secrets in them.
 * @packageDocumentation
 */

export { contentPolicy as default } from './content-policy.ts'
export type { ContentPolicyConfig, RuleConfig } from './rule-config.ts'
