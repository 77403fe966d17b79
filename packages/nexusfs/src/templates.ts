/** Names of the templates of `nexus init --template`. */
export type TemplateName = 'basic' | 'multi-tenant'

/** The configuration files that `nexus init` writes, by template. */
export const templates: Readonly<Record<TemplateName, string>> = {
  basic: `# Nexus: one tree, embedded in this process. Every key is optional; what is commented out shows the default.
# A variable NEXUS_<KEY> beats this file, and an argument or a flag beats both.
# \`nexus config show\` prints what is in effect and where each value comes from.

mode: embedded

# Relative folders count from the folder of this file.
data_dir: ./nexus-data

# Content up to this many bytes lies in the metadata store, larger content under <data_dir>/cas.
# inline_max_bytes: 65536

# Content cache in MiB.
cache_size_mb: 100

# Parts of the tree can lie on other backends. \${NAME} and \${NAME:-default} stand for environment variables.
# backends:
#   - type: local
#     mount_point: /external/archive
#     config: { root: "\${ARCHIVE_DIR:-./archive}" }
#     priority: 10
#     readonly: true
#     description: Old projects
`,
  'multi-tenant': `# Nexus for several tenants and agents in one store. Each tenant has a tree of its own.
# A variable NEXUS_<KEY> beats this file, and an argument or a flag beats both.
# \`nexus config show\` prints what is in effect and where each value comes from.

mode: embedded

# Relative folders count from the folder of this file.
data_dir: ./nexus-data

# Who calls, unless the program or the command line says otherwise. The caller sees /shared/acme and
# /workspace/acme, and with an agent only that agent's part of the latter.
tenant_id: acme
# agent_id: writer
is_admin: false

# Identical content is stored once per tenant. \`shared\` stores it once for all, which lets one tenant
# find out whether another one has a given content.
dedup: space

# Top-level folders beside workspace, shared, external, system and archives.
namespaces:
  - name: reference
    readonly: false
    admin_only: false
    # The second segment is the tenant: /reference/acme/...
    requires_tenant: true
`,
}
