import { memoryBackend, soakStack, sqlite } from './soak-stack.ts'

soakStack('SQLite and memory', sqlite, memoryBackend)
