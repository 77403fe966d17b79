import type { ServerName, TestServer } from '../servers/index.ts'

/** A use of a backend whose provider is a server. */
export interface CloudUse {
  readonly package: string
  /** What stands for the provider on loopback. */
  readonly server: ServerName
  /** Options by their names in code. */
  options(server: TestServer, bucket: string): Readonly<Record<string, string | boolean>>
}

/** A use of each of our backends that keeps its objects elsewhere, by kind and type. */
export const CLOUD_USES: Readonly<Record<string, CloudUse>> = {
  'backend gcs': {
    package: '@nexusfs/backend-gcs',
    server: 'gcs',
    options: ({ url }, bucket) => ({ bucket, apiEndpoint: url, projectId: 'test' }),
  },
  'backend s3': {
    package: '@nexusfs/backend-s3',
    server: 'versitygw',
    options: ({ url, accessKey, secretKey, region }, bucket) => ({
      bucket,
      endpoint: url,
      regionName: region,
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
      forcePathStyle: true,
    }),
  },
  'backend minio': {
    package: '@nexusfs/backend-minio',
    server: 'minio',
    options: ({ url, accessKey, secretKey }, bucket) => ({
      bucket,
      endpointUrl: url,
      accessKey,
      secretKey,
    }),
  },
  'backend azure': {
    package: '@nexusfs/backend-azure',
    server: 'azure',
    options: ({ url, accessKey, secretKey }, bucket) => ({
      container: bucket,
      endpoint: url,
      accountName: accessKey,
      accountKey: secretKey,
    }),
  },
}

/** A module that makes the bucket with the backend as it was installed. */
export function makingBucket({ package: name }: CloudUse, options: object): string {
  return `import definition from '${name}'
    const backend = definition.create(${JSON.stringify(options)}, {})
    console.log(await backend.admin.ensureBucket())
    await backend.close()`
}

/** A module that says whether something lies in the bucket. */
export function lookingIntoBucket({ package: name }: CloudUse, options: object): string {
  return `import definition from '${name}'
    const backend = definition.create(${JSON.stringify(options)}, {})
    console.log((await backend.list({ limit: 1 })).objects.length)
    await backend.close()`
}

/** The project's nexus.yaml. */
export function yamlOf(type: string, options: object): string {
  return `
data_dir: ./${type}-data
inline_max_bytes: 0
backends:
  - type: ${type}
    mount_point: /external/${type}
    config: ${configOf(options)}
`
}

/** Options as `nexus.yaml` has them, in one line. */
export function configOf(options: object): string {
  const config = Object.entries(options).map(([name, value]) => [snakeCase(name), value])
  return JSON.stringify(Object.fromEntries(config))
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
