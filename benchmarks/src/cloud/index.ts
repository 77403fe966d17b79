/** The providers whose adapters are compared with their SDKs. */
import { azure } from './azure.ts'
import type { CloudKind } from './cloud-kind.ts'
import { gcs } from './gcs.ts'
import { minio } from './minio.ts'
import { s3 } from './s3.ts'

/** S3 first, which most goals are about. */
export const cloudKinds: readonly CloudKind[] = [s3, minio, gcs, azure]
