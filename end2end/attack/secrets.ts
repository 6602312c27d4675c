import { simulator } from './settings.ts'

// Every secret that the run has seen: what must stand nowhere afterwards.

const kept = new Map<string, Set<string>>()

export function keep(kind: string, value: string): void {
  if (!kept.has(kind)) kept.set(kind, new Set())
  kept.get(kind)!.add(value)
}

export const all = () => [...kept].map(([kind, values]) => ({ kind, values: [...values] }))

// The simulator keeps the latest 2,000 messages, so they are read while they come.
let last = 0
let reading: Promise<void> = Promise.resolve()

async function readMail(): Promise<void> {
  const response = await fetch(`${simulator}/api/messages?after=${last}&wait=0`)
  for (const message of (await response.json()).messages) {
    last = Math.max(last, message.n)
    keep('contact', message.to)
    const text: string = message.body
    for (const [, token] of text.matchAll(/\/l\/([\w-]{16,})/g)) keep('link token', token)
    for (const [, token] of text.matchAll(/\/u\/([\w-]{16,})/g)) keep('undo token', token)
    const without = text.replace(/https?:\/\/\S+/g, ' ')
    for (const [, one, two] of without.matchAll(/\b(\d{3,4})[ -]?(\d{3,4})\b/g)) {
      if ((one + two).length === 6 || (one + two).length === 8) keep('digits', one + two)
    }
  }
}

export const gather = () => (reading = reading.then(readMail, readMail))

const timer = setInterval(() => void gather().catch(() => undefined), 400)
timer.unref()
