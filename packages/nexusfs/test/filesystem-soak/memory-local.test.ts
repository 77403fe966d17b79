import { local, memoryStore, soakStack } from './soak-stack.ts'

soakStack('memory and a local folder', memoryStore, local)
