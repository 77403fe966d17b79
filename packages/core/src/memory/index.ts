export { createMemoryBackend, type MemoryBackendOptions } from './memory-backend.ts'
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts'
