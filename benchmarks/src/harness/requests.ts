/** Requests that leave this process, whoever sends them. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'

const CHANNEL = 'http.client.request.start'

/** How many requests by Node's HTTP client a call makes until it is done. */
export async function countRequests(call: () => Promise<unknown>): Promise<number> {
  let requests = 0
  const count = (): void => {
    requests += 1
  }
  subscribe(CHANNEL, count)
  try {
    await call()
  } finally {
    unsubscribe(CHANNEL, count)
  }
  return requests
}
