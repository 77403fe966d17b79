import mime from 'mime/lite'

/** Files of agents and programs, where the registered type of the extension means something else. */
const TYPESCRIPT = /\.[cm]?tsx?$/i

/** The content type that a file name's extension stands for; `application/octet-stream` when it is unknown. */
export function contentTypeOf(name: string): string {
  if (TYPESCRIPT.test(name)) return 'text/typescript'
  return mime.getType(name) ?? 'application/octet-stream'
}
