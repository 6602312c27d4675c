import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// What ./attack has started, and how much is to be done.

const given = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is missing: start this by ./attack`)
  return value
}

export const root = given('ATTACK_ROOT')
export const state = given('ATTACK_STATE')
export const short = given('ATTACK_FORM') === 'short'
export const seed = Number(process.env.ATTACK_SEED ?? Math.floor(Math.random() * 2 ** 31))

const port = Number(given('ATTACK_PORT'))
const at = (offset: number) => `http://127.0.0.1:${port + offset}`

// The two behind the proxy, and the one in the open, which believes no forwarded address.
export const first = at(0)
export const second = at(1)
export const open = at(2)
export const both = [first, second]
export const metrics = [at(3), at(4), at(5)]
export const [firstPid, secondPid, openPid] = given('ATTACK_PIDS').split(',').map(Number)
export const logs = ['first', 'second', 'open'].map(name => join(state, `${name}.log`))
export const simulator = given('SIMULATOR_URL')

// The address that customers know, as their browsers send it.
export const origin = given('DOORCODE_PUBLIC_URL')
export const host = new URL(origin).host

export const psql = given('ATTACK_PSQL')
export const pgDump = given('ATTACK_PG_DUMP')
export const database = given('DATABASE_URL')
export const chromium = given('CHROMIUM')

// The installation's own secrets, by file name.
const folder = given('ATTACK_SECRETS')
export const installed = new Map(readdirSync(folder).map(name => [name, readFileSync(join(folder, name), 'utf8').trim()]))

export const operatorToken = given('DOORCODE_OPERATOR_TOKENS').split(/[\s,]+/)[0]
// `whsec_…`, or `NAME=whsec_…` for each carrier.
export const carriers = given('DOORCODE_CARRIER_SECRETS').split(/[\s,;]+/).filter(Boolean).map(entry => {
  const [, name, secret] = /^(?:(.*?)[=:])?(whsec_.+)$/.exec(entry) ?? []
  return { name, secret }
})
export const carrierSecret = (carrier = 'DHL') =>
  (carriers.find(known => known.name?.toLowerCase() === carrier.toLowerCase()) ?? carriers[0]).secret
