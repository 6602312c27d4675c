// Builds what the browser downloads, in cargo-leptos' layout, from the client's compiled WebAssembly:
//   node scripts/build-site.mjs CLIENT.wasm
//   target/doorcode/site/pkg/doorcode.HASH.{js,wasm,css}, the files of public/, and hash.txt, which names the hashes.
// Next to each file lie its compressed forms (.br, .gz). Does nothing when nothing has changed.
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build, transformSync } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const site = join(root, 'target/doorcode/site')
const memory = join(root, 'target/doorcode/site.json')
const client = process.argv[2]

const hashOf = (...contents) => contents.reduce((hash, content) => hash.update(content), createHash('sha256')).digest('hex').slice(0, 16)

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function inputs() {
  const files = [client, ...filesUnder(join(root, 'style')), ...filesUnder(join(root, 'public'))]
  files.push(join(root, 'scripts/build-site.mjs'), join(root, 'scripts/package-lock.json'), join(root, 'Cargo.lock'))
  return hashOf(...files.flatMap(file => [file, readFileSync(file)]))
}

function recall() {
  try {
    return JSON.parse(readFileSync(memory, 'utf8'))
  } catch {
    return { inputs: '', built: [] }
  }
}

// WebAssembly and the JavaScript that loads it.
function buildClient() {
  const work = mkdtempSync(join(tmpdir(), 'doorcode-'))
  const bound = join(work, 'doorcode_bg.wasm')
  const small = join(work, 'small.wasm')
  const binaryen = join(root, 'scripts/node_modules/binaryen/bin/wasm-opt')
  try {
    execFileSync('wasm-bindgen', ['--target', 'web', '--no-typescript', '--remove-producers-section', '--out-name', 'doorcode', '--out-dir', work, client])
    const features = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext']
    execFileSync(process.execPath, [binaryen, '-Oz', ...features.map(name => `--enable-${name}`), '--strip-debug', bound, '-o', small])
    const wasm = readFileSync(small)
    // The script's own guess where its WebAssembly lies has to be right as well.
    const script = readFileSync(join(work, 'doorcode.js'), 'utf8').replaceAll('doorcode_bg.wasm', `doorcode.${hashOf(wasm)}.wasm`)
    const js = transformSync(script, { minify: true, format: 'esm', target: 'es2022', legalComments: 'none' }).code
    return { js, wasm }
  } finally {
    rmSync(work, { recursive: true })
  }
}

// `url("/icon.svg")` is an address of the site, not a file of this machine.
const addresses = {
  name: 'addresses',
  setup: ({ onResolve }) => onResolve({ filter: /^\// }, ({ path, kind }) => kind === 'url-token' ? { path, external: true } : undefined),
}

async function buildStyle() {
  const result = await build({
    entryPoints: [join(root, 'style/main.css')],
    bundle: true, minify: true, write: false, plugins: [addresses], legalComments: 'none',
    target: ['chrome111', 'firefox113', 'safari16.4'],
  })
  return result.outputFiles[0].contents
}

function write(path, content) {
  const file = join(site, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  if (!/\.(css|html|js|json|svg|txt|wasm|webmanifest)$/.test(path)) return
  const bytes = Buffer.from(content)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }))
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
}

// Pages that are open in a browser still ask for what belongs to the build before, so that one stays.
function forget(kept) {
  for (const file of filesUnder(site).map(file => relative(site, file))) {
    if (!kept.includes(file.replace(/\.(br|gz)$/, ''))) rmSync(join(site, file))
  }
}

const known = recall()
const now = inputs()
if (known.inputs === now && existsSync(join(site, 'hash.txt'))) process.exit()

const parts = { ...buildClient(), css: await buildStyle() }
const hashes = Object.fromEntries(['js', 'wasm', 'css'].map(kind => [kind, hashOf(parts[kind])]))
const files = Object.entries(hashes).map(([kind, hash]) => `pkg/doorcode.${hash}.${kind}`)
for (const kind in hashes) write(`pkg/doorcode.${hashes[kind]}.${kind}`, parts[kind])
const open = filesUnder(join(root, 'public')).map(file => relative(join(root, 'public'), file))
for (const file of open) write(file, readFileSync(join(root, 'public', file)))
write('hash.txt', Object.entries(hashes).map(([kind, hash]) => `${kind}: ${hash}\n`).join(''))

const built = [files, ...known.built.filter(earlier => earlier.join() !== files.join())].slice(0, 2)
forget([...built.flat(), ...open, 'hash.txt'])
writeFileSync(memory, JSON.stringify({ inputs: now, built }))
