/** Servers on loopback for tests: real ones, one that records, and a proxy that breaks. */
export { awsEnvironment } from './aws-environment.ts'
export { startAzurite } from './azurite.ts'
export { startFakeGcs } from './fake-gcs.ts'
export { type FaultyProxy, type FaultyProxyOptions, startFaultyProxy } from './faulty-proxy.ts'
export { startMinio } from './minio.ts'
export {
  type RecordedAnswer,
  type RecordedRequest,
  type RecordingServer,
  startRecordingServer,
} from './recording-server.ts'
export { type FoundServer, serverOf } from './server-of.ts'
export { startServer, whyMissing } from './start-server.ts'
export type { ServerName, TestServer } from './test-server.ts'
export { startVersitygw } from './versitygw.ts'
