import { once } from 'node:events'
import {
  Agent,
  type ClientRequest,
  request as connect,
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { cutAfter } from './cut-after.ts'

/** What the proxy does to one request. Several may be given together. */
export interface Fault {
  /** The connection is reset before anything goes to the server. */
  readonly refuse?: boolean
  /** Answers in place of the server, which sees nothing. */
  readonly answer?: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }
  /** Nothing goes to the server and no answer comes until the proxy is closed. */
  readonly hang?: boolean
  /** Milliseconds before anything goes to the server. */
  readonly delayMs?: number
  /** Both connections are reset after so many bytes of the request's body went to the server. */
  readonly cutRequestAfter?: number
  /** Both connections are reset after so many bytes of the answer's body came. */
  readonly cutAnswerAfter?: number
  /** The server does what it is asked for, and its answer is lost. */
  readonly dropAnswer?: boolean
  /** Names in lower case of headers that the server does not get to see, as if it ignored them. */
  readonly stripHeaders?: readonly string[]
  /** Names in lower case of parameters of the query that the server does not get to see. */
  readonly stripQuery?: readonly string[]
}

/** A request as the proxy saw it. */
export interface ProxiedRequest {
  readonly method: string
  /** Path and query, as sent. */
  readonly target: string
  readonly headers: Readonly<IncomingMessage['headers']>
  /** From 1, in order of arrival. */
  readonly number: number
}

/** Options of {@link startFaultyProxy}. */
export interface FaultyProxyOptions {
  /** The server gets a `Host` of its own, for servers that look at it; signed requests need theirs. Default false. */
  readonly rewriteHost?: boolean
  /** Says what is done to a request; nothing by default. */
  readonly fault?: (request: ProxiedRequest) => Fault | undefined
}

/** A proxy between a client and a server. */
export interface FaultyProxy {
  /** Takes the place of the server's URL, its path included; without a slash at its end. */
  readonly url: string
  /** In order of arrival; a test may empty it. */
  readonly requests: ProxiedRequest[]
  /** Replaces what is done to requests from now on. */
  break(fault: FaultyProxyOptions['fault']): void
  /** Does this to the next request that matches, and nothing to others. */
  breakOnce(fault: Fault, matches?: (request: ProxiedRequest) => boolean): void
  close(): Promise<void>
}

/** Starts a real proxy on a free port of 127.0.0.1 in front of `target`, an http URL. */
export async function startFaultyProxy(
  target: string,
  options: FaultyProxyOptions = {},
): Promise<FaultyProxy> {
  const { host, pathname } = new URL(target)
  const agent = new Agent({ keepAlive: true })
  const requests: ProxiedRequest[] = []
  const { rewriteHost = false } = options
  let { fault } = options
  const server = createServer((incoming, response) => {
    const { method = '', url = '', headers } = incoming
    const request = { method, target: url, headers, number: requests.length + 1 }
    requests.push(request)
    const way = { host, agent, rewriteHost, fault: fault?.(request) ?? {} }
    handle(incoming, response, way).catch(() => reset(response))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${pathname.replace(/\/+$/, '')}`,
    requests,
    break(next) {
      fault = next
    },
    breakOnce(once, matches = () => true) {
      let done = false
      fault = (request) => {
        if (done || !matches(request)) return undefined
        done = true
        return once
      }
    },
    async close() {
      agent.destroy()
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

interface Way {
  readonly host: string
  readonly agent: Agent
  readonly rewriteHost: boolean
  readonly fault: Fault
}

async function handle(
  incoming: IncomingMessage,
  response: ServerResponse,
  way: Way,
): Promise<void> {
  const { host, agent, fault } = way
  if (fault.refuse) return reset(response)
  if (fault.hang) return
  if (fault.answer !== undefined) return answerInPlace(incoming, response, fault.answer)
  if (fault.delayMs !== undefined) await wait(fault.delayMs)
  const outgoing = connect(`http://${host}${strippedTarget(incoming.url ?? '', fault)}`, {
    method: incoming.method ?? 'GET',
    headers: headersFor(incoming, way),
    agent,
  })
  response.on('close', () => {
    if (!response.writableEnded) outgoing.destroy()
  })
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>
  await Promise.race([sendBody(incoming, outgoing, fault), answered])
  const [answer] = await answered
  if (fault.dropAnswer) {
    await answer.resume().toArray()
    return reset(response)
  }
  response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
  await pipeline(answer, cutAfter(fault.cutAnswerAfter), response)
}

async function sendBody(
  incoming: IncomingMessage,
  outgoing: ClientRequest,
  { cutRequestAfter }: Fault,
): Promise<void> {
  try {
    await pipeline(incoming, cutAfter(cutRequestAfter), outgoing)
  } catch (error) {
    outgoing.destroy()
    throw error
  }
}

async function answerInPlace(
  incoming: IncomingMessage,
  response: ServerResponse,
  { status, headers = {}, body = '' }: NonNullable<Fault['answer']>,
): Promise<void> {
  await incoming.resume().toArray()
  response.writeHead(status, { 'content-length': String(Buffer.byteLength(body)), ...headers })
  response.end(incoming.method === 'HEAD' ? undefined : body)
}

function headersFor(incoming: IncomingMessage, { fault, host, rewriteHost }: Way): string[] {
  const { stripHeaders = [] } = fault
  const kept: string[] = []
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = incoming.rawHeaders.slice(index, index + 2)
    const own = rewriteHost && name.toLowerCase() === 'host' ? host : value
    if (!stripHeaders.includes(name.toLowerCase())) kept.push(name, own)
  }
  return kept
}

function strippedTarget(target: string, { stripQuery = [] }: Fault): string {
  const [path = '', query] = target.split('?', 2)
  if (query === undefined || stripQuery.length === 0) return target
  const kept = query
    .split('&')
    .filter((pair) => !stripQuery.includes((pair.split('=')[0] ?? '').toLowerCase()))
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}
