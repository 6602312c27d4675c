import { createHmac, randomUUID } from 'node:crypto'
import { ask, type Answer } from './http.ts'
import { carrierSecret, first, operatorToken } from './settings.ts'

// The operator's interface, with credentials that are right.

export interface Said { status: number, body: any, answer: Answer }

export const read = (answer: Answer): Said => {
  let body: any
  try {
    body = JSON.parse(answer.body)
  } catch {
    body = answer.body
  }
  return { status: answer.status, body, answer }
}

export const call = async (method: string, path: string, headers: Record<string, string | string[]>, body: string | Buffer, of = first): Promise<Said> =>
  read(await ask(of, `/api/v1${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, body }))

// Standard Webhooks 1.0.
export function signed(body: string | Buffer, { id = `evt_${randomUUID()}`, at = Math.floor(Date.now() / 1000).toString(), secret = carrierSecret() } = {}) {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` }
}

export const asOperator = { authorization: `Bearer ${operatorToken}` }

export const event = (data: object) => JSON.stringify({ type: 'parcel.event', timestamp: new Date().toISOString(), data })

export const send = {
  station: (id: string, body: object) => call('PUT', `/stations/${id}`, asOperator, JSON.stringify(body)),
  parcel: (body: object) => call('POST', '/parcels', asOperator, JSON.stringify(body)),
  event: (data: object) => {
    const body = event(data)
    return call('POST', '/carrier-events', signed(body), body)
  },
}

// Twilio: HMAC-SHA1 over the address and the fields in order of their names.
export function twilioSigned(url: string, fields: Record<string, string>, token: string): string {
  const text = url + Object.keys(fields).sort().map(name => name + fields[name]).join('')
  return createHmac('sha1', token).update(text).digest('base64')
}
