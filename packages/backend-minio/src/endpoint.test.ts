import { expect, test } from 'vitest'
import { endpointProblem, parseEndpoint } from './endpoint.ts'

test.each([
  ['https://minio.example.com', undefined, 'minio.example.com', 443, true],
  ['http://minio.example.com', undefined, 'minio.example.com', 80, false],
  ['http://127.0.0.1:9000', undefined, '127.0.0.1', 9000, false],
  ['https://Minio.Example.com:9000/', undefined, 'minio.example.com', 9000, true],
  ['minio.example.com', undefined, 'minio.example.com', 443, true],
  ['minio.example.com:9000', undefined, 'minio.example.com', 9000, true],
  ['localhost:9000', false, 'localhost', 9000, false],
  ['localhost', false, 'localhost', 80, false],
  ['http://[::1]:9000', undefined, '::1', 9000, false],
] as const)('%s with secure %s is %s port %i, TLS %s', (text, secure, host, port, tls) => {
  expect(endpointProblem(text, secure)).toBeUndefined()
  expect(parseEndpoint(text, secure)).toEqual({ host, port, secure: tls })
})

test.each([
  ['', undefined, /no URL/],
  ['http://', undefined, /no URL/],
  ['ftp://host', undefined, /scheme/],
  ['http://user:canary@host', undefined, /access_key/],
  ['http://host/bucket', undefined, /path/],
  ['http://host?x=1', undefined, /path/],
  ['http://host', true, /contradict/],
  ['https://host', false, /contradict/],
] as const)('%s with secure %s is refused', (text, secure, problem) => {
  expect(endpointProblem(text, secure)).toMatch(problem)
  expect(endpointProblem(text, secure)).not.toContain('canary')
})
