/** How a project that has installed something uses it. */
export interface Use {
  /** The project's nexus.yaml. */
  readonly yaml: string
  /** A file that is written and read. */
  readonly path: string
  /** What lies in the project afterwards, where it was really used. */
  readonly leaves: string
  /** A file that may not be written, where that is what it is for. */
  readonly refuses?: string
}

/** A use of each type that our packages provide, by kind and type. */
export const USES: Readonly<Record<string, Use>> = {
  'backend local': {
    yaml: `
data_dir: ./data
inline_max_bytes: 0
backends:
  - type: local
    mount_point: /external/files
    config: { root: ./files }
`,
    path: '/external/files/a.txt',
    leaves: 'files',
  },
  // No server is there in this test: the package is found and its options are read, and nothing is asked of a server
  // before the first use of the mount.
  'backend minio': {
    yaml: `
data_dir: ./beside-minio
backends:
  - type: minio
    mount_point: /external/minio
    config: { endpoint_url: 'http://127.0.0.1:1', bucket: files, access_key: one, secret_key: two }
`,
    path: '/workspace/minio.txt',
    leaves: 'beside-minio',
  },
  'store sqlite': {
    yaml: `
data_dir: ./data
store: { type: sqlite, config: { path: ./sqlite/metadata.db } }
`,
    path: '/workspace/b.txt',
    leaves: 'sqlite/metadata.db',
  },
  'plugin audit': {
    yaml: `
data_dir: ./audited
plugins:
  - name: audit
    config: { file: '\${HOME}/audit/log.jsonl' }
`,
    path: '/workspace/c.txt',
    leaves: 'audit/log.jsonl',
  },
  'plugin content-policy': {
    yaml: `
data_dir: ./policed
plugins:
  - name: content-policy
    config:
      rules:
        - { name: small, paths: ['/workspace/small/**'], size: 3 }
`,
    path: '/workspace/d.txt',
    leaves: 'policed',
    refuses: '/workspace/small/e.txt',
  },
}
