export { createPortable } from './create-portable.ts'
