import type { GcsSettings } from './settings.ts'

/** Addresses of the JSON API and of the XML API below the endpoint, encoded. */
export interface Places {
  readonly bucket: string
  readonly objects: string
  readonly upload: string
  /** The name with the backend's prefix, as Cloud Storage knows it. */
  name(key: string): string
  object(key: string): string
  /** Of the XML API. */
  media(key: string): string
  rewrite(from: string, to: string): string
}

/** The addresses of a bucket. */
export function placesOf({ bucket, prefix }: GcsSettings): Places {
  const place = `/storage/v1/b/${encode(bucket)}`
  const name = (key: string) => prefix + key
  const object = (key: string) => `${place}/o/${encode(name(key))}`
  return {
    bucket: place,
    objects: `${place}/o`,
    upload: `/upload${place}/o`,
    name,
    object,
    media: (key) => `/${encode(bucket)}/${name(key).split('/').map(encode).join('/')}`,
    rewrite: (from, to) => `${object(from)}/rewriteTo/b/${encode(bucket)}/o/${encode(name(to))}`,
  }
}

/** `encodeURIComponent` leaves five characters that RFC 3986 reserves. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
