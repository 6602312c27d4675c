import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './settings.ts'

// What there is, read out of the code itself, so that a new form or page cannot be forgotten.

const sources = (folder: string) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.rs'))
  .map(name => readFileSync(join(root, folder, name), 'utf8').split('#[cfg(test)]')[0])

// The forms: `#[server(endpoint = "reveal")]`.
export const forms: string[] = sources('app/src')
  .flatMap(text => [...text.matchAll(/#\[server\((?=[^\]]*endpoint)[^\]]*?endpoint\s*=\s*"([^"]+)"/g)].map(([, name]) => name))

// The customers' addresses: `.route("/parcels/{id}", …)`.
export const routes: string[] = [...new Set(sources('server/src/http')
  .flatMap(text => [...text.matchAll(/\.route\(\s*"([^"]+)"/g)].map(([, path]) => path)))]
