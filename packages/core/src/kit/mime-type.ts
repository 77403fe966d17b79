import mime from 'mime/lite'

/** The content type that a file name's extension stands for; `application/octet-stream` when it is unknown. */
export function contentTypeOf(name: string): string {
  return mime.getType(name) ?? 'application/octet-stream'
}
