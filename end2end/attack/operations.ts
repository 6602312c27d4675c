import { randomBytes, randomUUID } from 'node:crypto'
import { newKeys } from '../fixtures/push.ts'
import { simulator } from './settings.ts'

// What each form asks for, and of whom. A form that is missing here is told as broken.

// anyone: needs no session; sign-in: needs a sign-in that has begun; verified, fresh: PRODUCT.md 2.
export type Level = 'anyone' | 'sign-in' | 'verified' | 'fresh'

// What is somebody's, or things of the right shape that are nobody's.
export interface Things { parcel: string, contact: string, push: string, challenge: string, change: string, device: string, passkey: string }

export const nothing: Things = {
  parcel: '7K2QX9M3WZT5', contact: '999999999', push: '999999998', challenge: '999999997', change: '999999996',
  device: '999999995', passkey: '999999994',
}

export interface Operation { level: Level, fields: (things: Things) => Record<string, string> }

const token = () => randomBytes(16).toString('base64url')

export const operations: Record<string, Operation> = {
  find: { level: 'anyone', fields: () => ({ tracking: '?', contact: '?' }) },
  find_here: { level: 'anyone', fields: () => ({ station: '?', contact: '?' }) },
  enter: { level: 'anyone', fields: () => ({ token: token() }) },
  undo: { level: 'anyone', fields: () => ({ token: token() }) },
  enter_by_passkey: { level: 'anyone', fields: () => ({ ceremony: token(), credential: '{}' }) },
  another: { level: 'sign-in', fields: () => ({ channel: 'sms' }) },
  prove: { level: 'sign-in', fields: () => ({ code: '000000' }) },
  reveal: { level: 'verified', fields: ({ parcel }) => ({ parcel }) },
  say_seen: { level: 'verified', fields: ({ parcel }) => ({ parcel, seen: 'screen_dark' }) },
  resend: { level: 'verified', fields: ({ parcel }) => ({ parcel, channel: 'sms', request: randomUUID() }) },
  open_case: { level: 'verified', fields: ({ parcel }) => ({ parcel, kind: 'other', request: randomUUID() }) },
  add_photo: { level: 'verified', fields: ({ parcel }) => ({ parcel }) },
  open_again: { level: 'verified', fields: ({ parcel }) => ({ parcel }) },
  stop_code: { level: 'verified', fields: ({ parcel }) => ({ parcel, request: randomUUID() }) },
  tell_when_placed: { level: 'verified', fields: ({ parcel }) => ({ parcel }) },
  tell_when_back: { level: 'verified', fields: ({ parcel }) => ({ parcel }) },
  make_again: { level: 'verified', fields: ({ parcel }) => ({ parcel }) },
  send_mine: { level: 'verified', fields: ({ parcel }) => ({ parcel, request: randomUUID() }) },
  send_elsewhere: { level: 'fresh', fields: ({ parcel }) => ({ parcel, station: 'BER-042', request: randomUUID() }) },
  take_back: { level: 'verified', fields: ({ parcel }) => ({ parcel, redirect: '999999993' }) },
  extend_time: { level: 'verified', fields: ({ parcel }) => ({ parcel, request: randomUUID() }) },
  still_right: { level: 'verified', fields: ({ parcel, contact }) => ({ parcel, contact }) },
  prove_contact: { level: 'verified', fields: ({ contact }) => ({ contact, change: '' }) },
  answer: { level: 'verified', fields: ({ challenge }) => ({ challenge, code: '000000' }) },
  answer_again: { level: 'verified', fields: ({ challenge }) => ({ challenge }) },
  claim_contact: { level: 'verified', fields: ({ contact }) => ({ contact }) },
  change_contact: { level: 'fresh', fields: ({ contact }) => ({ old: contact, address: `thief.${token().toLowerCase()}@example.org`, sure: 'yes' }) },
  confirm_change: { level: 'fresh', fields: ({ change }) => ({ change }) },
  withdraw_change: { level: 'verified', fields: ({ change }) => ({ change }) },
  unfreeze: { level: 'fresh', fields: () => ({}) },
  switch_contact: { level: 'fresh', fields: ({ contact }) => ({ contact, to: 'off' }) },
  code_in_messages: { level: 'verified', fields: () => ({ to: 'never' }) },
  move_contact: { level: 'fresh', fields: ({ contact }) => ({ contact, to: 'up' }) },
  hear_steps: { level: 'verified', fields: () => ({ to: 'on' }) },
  push_on: { level: 'fresh', fields: () => subscription() },
  push_test: { level: 'verified', fields: ({ push }) => ({ contact: push }) },
  push_off: { level: 'verified', fields: ({ push }) => ({ contact: push }) },
  prove_by_passkey: { level: 'verified', fields: () => ({ ceremony: token(), credential: '{}', back: 'account' }) },
  add_passkey: { level: 'fresh', fields: () => ({ ceremony: token(), credential: '{}' }) },
  remove_passkey: { level: 'fresh', fields: ({ passkey }) => ({ passkey }) },
  sign_out_device: { level: 'verified', fields: ({ device }) => ({ device }) },
  sign_out_others: { level: 'verified', fields: () => ({}) },
  sign_out: { level: 'verified', fields: () => ({}) },
}

export function subscription(): Record<string, string> {
  const { p256dh, auth } = newKeys()
  return { endpoint: `${simulator}/push/${token()}`, p256dh, auth }
}

// Pages and other addresses: open to anyone, or somebody's own.
export const open = ['/', '/sign-in', '/at/{station}', '/at/{station}/sign-in', '/l/{token}', '/u/{token}', '/message', '/help', '/privacy', '/livez', '/readyz', '/metrics']
export const own: Record<string, (things: Things) => string> = {
  '/parcels': () => '/parcels',
  '/parcels/{id}': ({ parcel }) => `/parcels/${parcel}`,
  '/parcels/{id}/help': ({ parcel }) => `/parcels/${parcel}/help`,
  '/parcels/{id}/redirect': ({ parcel }) => `/parcels/${parcel}/redirect`,
  '/parcels/{id}/case': ({ parcel }) => `/parcels/${parcel}/case`,
  '/parcels/{id}/case/photo': ({ parcel }) => `/parcels/${parcel}/case/photo`,
  '/parcels/{id}/code': ({ parcel }) => `/parcels/${parcel}/code`,
  '/parcels/{id}/events': ({ parcel }) => `/parcels/${parcel}/events?v=0`,
  '/contacts': () => '/contacts',
  '/contacts/prove/{id}': ({ challenge }) => `/contacts/prove/${challenge}`,
  '/contacts/changes/{id}': ({ change }) => `/contacts/changes/${change}`,
  '/account': () => '/account',
}
// Not pages: the forms, which have their own table, and what the service worker says.
export const others = ['/api/{action}', '/api/push_renewed']
