// Prints what a browser with an empty cache downloads for a page, compressed as served:
//   node scripts/first-visit.mjs ADDRESS [COOKIE]
import { get } from 'node:http'

const [address, cookie] = process.argv.slice(2)
// In thousands of bytes.
const budgets = { html: 5, css: 5, client: 90 }

// As a browser asks, without unpacking the answer.
function fetched(url) {
  const headers = { 'accept-encoding': 'gzip, deflate, br', accept: 'text/html', ...(cookie && { cookie }) }
  return new Promise((done, failed) => get(url, { headers }, response => {
    const chunks = []
    response.on('data', chunk => chunks.push(chunk))
    response.on('end', () => done({ response, body: Buffer.concat(chunks) }))
  }).on('error', failed))
}

async function part(kind, url) {
  const { response, body } = await fetched(url)
  if (response.statusCode !== 200) throw new Error(`${url} answers ${response.statusCode}`)
  return { kind, bytes: body.length, encoding: response.headers['content-encoding'] ?? 'none', path: new URL(url).pathname }
}

const page = await (await fetch(address, { headers: cookie ? { cookie } : {} })).text()
const files = [...new Set(page.match(/\/pkg\/[\w.-]+\.(?:js|wasm|css)/g))]
const parts = [await part('html', address)]
for (const file of files) parts.push(await part(file.split('.').at(-1), new URL(file, address)))

const sum = kinds => parts.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { bytes }) => sum + bytes, 0)
const thousands = bytes => (bytes / 1000).toFixed(1).padStart(7)
for (const { kind, bytes, encoding, path } of parts) {
  console.log(`  ${kind.padEnd(7)} ${thousands(bytes)} kB  ${encoding.padEnd(5)} ${path}`)
}
for (const [name, kinds] of Object.entries({ html: ['html'], css: ['css'], client: ['js', 'wasm'] })) {
  const bytes = sum(kinds)
  console.log(`  ${name.padEnd(7)} ${thousands(bytes)} kB  of at most ${budgets[name]} kB${bytes > budgets[name] * 1000 ? '  OVER' : ''}`)
}
console.log(`  all     ${thousands(sum(['html', 'css', 'js', 'wasm']))} kB`)
