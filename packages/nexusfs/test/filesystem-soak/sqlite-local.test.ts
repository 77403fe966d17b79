import { local, soakStack, sqlite } from './soak-stack.ts'

soakStack('SQLite and a local folder', sqlite, local)
