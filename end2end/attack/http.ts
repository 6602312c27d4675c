import { randomInt } from 'node:crypto'
import { Agent, request, type IncomingHttpHeaders } from 'node:http'
import { host, origin } from './settings.ts'
import { keep } from './secrets.ts'

// Requests as anybody can write them, with every header in one's own hand.

export interface Answer { status: number, headers: IncomingHttpHeaders, raw: string[], body: string, ms: number }
export interface Ask {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer
  agent?: Agent
  // The address of this machine that it comes from.
  from?: string
}

const shared = new Agent({ keepAlive: true, maxSockets: 64 })

// Nothing but this machine.
export function loopback(address: string): URL {
  const url = new URL(address)
  if (url.protocol !== 'http:' || !/^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname)) {
    throw new Error(`${url.host} is not this machine: nothing is sent there`)
  }
  return url
}

export function ask(base: string, path: string, how: Ask = {}, again = true): Promise<Answer> {
  const url = loopback(base)
  const began = performance.now()
  return new Promise((answered, failed) => {
    const sent = request({
      host: url.hostname, port: url.port, path, method: how.method ?? 'GET', agent: how.agent ?? shared,
      headers: { host, ...how.headers }, localAddress: how.from, timeout: 30_000,
    }, response => {
      const ms = performance.now() - began
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('error', failed)
      response.on('end', () => answered({
        status: response.statusCode ?? 0, headers: response.headers, raw: response.rawHeaders,
        body: Buffer.concat(parts).toString(), ms,
      }))
    })
    sent.on('timeout', () => sent.destroy(new Error('no answer within 30 s')))
    sent.on('error', error => {
      // A connection that was kept, and that the server gave up at this very moment.
      if (again && sent.reusedSocket) ask(base, path, how, false).then(answered, failed)
      else failed(error)
    })
    sent.end(how.body)
  })
}

export const anyAddress = () => `${randomInt(20, 120)}.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`

export const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

// Somebody with a browser of their own. `of` is the instance the proxy leads to.
export class Visitor {
  readonly cookies = new Map<string, string>()
  of: string
  address: string
  agent: Agent | undefined
  browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

  constructor(of: string, address = anyAddress()) {
    this.of = of
    this.address = address
  }

  headers = (): Record<string, string> => ({
    'x-forwarded-for': this.address,
    'user-agent': this.browser,
    'accept-language': 'en',
    ...this.cookies.size > 0 && { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  })

  async page(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#taken(await ask(this.of, path, { headers: { accept: 'text/html', ...this.headers(), ...headers }, agent: this.agent }))
  }

  // Presses a form's button as the client does: the answer is a status, not a page.
  async press(action: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#taken(await ask(this.of, `/api/${action}`, {
      method: 'POST', body: form(fields), agent: this.agent,
      headers: {
        accept: '*/*', origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded',
        ...this.headers(), ...headers,
      },
    }))
  }

  // The same browser elsewhere, or through the other instance.
  twin(of = this.of, address = this.address): Visitor {
    const twin = new Visitor(of, address)
    for (const [name, value] of this.cookies) twin.cookies.set(name, value)
    return twin
  }

  #taken(answer: Answer): Answer {
    for (const cookie of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (!name) continue
      if (value === '' || /max-age=0\b/i.test(cookie)) this.cookies.delete(name)
      else {
        this.cookies.set(name, value)
        if (value.length >= 20) keep(`cookie ${name}`, value)
      }
    }
    return answer
  }
}

// What differs by chance alone: nonces, tokens, ids, the ceremony's challenge, times to the second.
export const masked = (text: string) => text
  .replace(/\b(nonce|value|request|data-[\w-]+|content|d)=("?)[^">\s]{8,}\2/g, '$1=…')
  .replace(/\b(data-(?:due|left|hides))=("?)\d+\2/g, '$1=…')
  .replace(/'nonce-[^']*'/g, "'nonce-…'")
  .replace(/(?<![\w-])[\w-]{16,}(?![\w-])/g, '…')
  .replace(/\b\d\d:\d\d(:\d\d)?\b/g, '…')

export const seen = (answer: Answer): string => {
  const headers = answer.raw
    .flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), answer.raw[at + 1]]] : []))
    .filter(([name]) => name !== 'date')
    .map(([name, value]) => `${name}: ${masked(value)}`)
  return [`${answer.status}`, ...headers, '', masked(answer.body)].join('\n')
}
