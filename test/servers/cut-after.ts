import { Transform } from 'node:stream'

/** Passes so many bytes and then fails; all of them where no number is given. */
export function cutAfter(bytes: number | undefined): Transform {
  let left = bytes ?? Number.POSITIVE_INFINITY
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (chunk.byteLength <= left) {
        left -= chunk.byteLength
        return done(null, chunk)
      }
      this.push(chunk.subarray(0, left))
      // What was passed is on its way before the connection ends.
      setImmediate(() => done(new Error('cut by the test')))
    },
  })
}
