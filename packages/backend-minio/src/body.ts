import type { IncomingMessage } from 'node:http'
import type { RequestSubject } from './error-meanings.ts'
import { minioError } from './minio-errors.ts'

/**
 * The body of an answer as chunks. Giving it up ends the connection, also before its first chunk was asked for: a body
 * that nobody reads would keep its connection for ever.
 */
export function bodyOf(
  answer: IncomingMessage,
  subject: RequestSubject,
): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => new BodyIterator(answer, subject) }
}

class BodyIterator implements AsyncIterator<Uint8Array> {
  readonly #answer: IncomingMessage
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #subject: RequestSubject

  constructor(answer: IncomingMessage, subject: RequestSubject) {
    this.#answer = answer
    this.#subject = subject
    this.#chunks = answer[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#chunks.next()
    } catch (error) {
      throw minioError(error, this.#subject)
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#answer.destroy()
    return { done: true, value: undefined }
  }
}
