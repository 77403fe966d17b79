import { expect, test } from 'vitest'
import { findCredentials } from './credentials.ts'

const ENVIRONMENT = {
  MINIO_ACCESS_KEY: 'key',
  MINIO_SECRET_KEY: 'secret',
  MINIO_ROOT_USER: 'root',
  MINIO_ROOT_PASSWORD: 'password',
  AWS_ACCESS_KEY_ID: 'aws',
  AWS_SECRET_ACCESS_KEY: 'aws-secret',
}

test('options come before the environment', () => {
  const found = findCredentials({ accessKey: 'a', secretKey: 'b' }, ENVIRONMENT)
  expect(found).toEqual({ accessKey: 'a', secretKey: 'b', kind: 'options' })
})

test('MINIO_ACCESS_KEY comes before MINIO_ROOT_USER', () => {
  expect(findCredentials({}, ENVIRONMENT)).toEqual({
    accessKey: 'key',
    secretKey: 'secret',
    kind: 'MINIO_ACCESS_KEY',
  })
})

test('MINIO_ROOT_USER is used where there is no complete MINIO_ACCESS_KEY', () => {
  const { MINIO_SECRET_KEY: _, ...environment } = ENVIRONMENT
  expect(findCredentials({}, environment)).toEqual({
    accessKey: 'root',
    secretKey: 'password',
    kind: 'MINIO_ROOT_USER',
  })
})

test('half of the options is not completed from the environment', () => {
  expect(findCredentials({ accessKey: 'a' }, ENVIRONMENT)).toBeUndefined()
  expect(findCredentials({ secretKey: 'b' }, ENVIRONMENT)).toBeUndefined()
})

test('credentials of AWS are not sent to a MinIO server', () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = ENVIRONMENT
  expect(findCredentials({}, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY })).toBeUndefined()
})
