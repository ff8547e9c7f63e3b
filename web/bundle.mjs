/* Builds the vendored bundle, its licence texts and checksums, and compares them with those in the repository.
   `node bundle.mjs` compares and fails where a byte differs; `node bundle.mjs --write` puts them there. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const vendored = join(here, '..', 'warehouse', 'site', 'static', 'vendor')
const BUNDLE = 'parquet-sql.js'
const LICENCES = 'LICENSES.txt'

const built = await build({
  absWorkingDir: here,
  entryPoints: ['vendor.js'],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  write: false,
  banner: { js: `/* Made by "make bundle-write" from web/; licences in ${LICENCES}. */` },
})

const packages = [...new Set(
  Object.keys(built.metafile.inputs)
    .map((path) => /^node_modules\/([^/]+)/.exec(path)?.[1])
    .filter(Boolean),
)].sort()
const licences = packages.map((name) => {
  const folder = join(here, 'node_modules', name)
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`
})

const files = { [BUNDLE]: built.outputFiles[0].text, [LICENCES]: licences.join(`\n${'-'.repeat(72)}\n\n`) }
files.SHA256SUMS = Object.entries(files)
  .map(([name, text]) => `${createHash('sha256').update(text).digest('hex')}  ${name}\n`)
  .join('')

if (process.argv.includes('--write')) {
  mkdirSync(vendored, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(vendored, name), text)
  console.log(`written: ${packages.join(', ')} into ${BUNDLE}, ${files[BUNDLE].length} characters`)
} else {
  const differing = Object.entries(files)
    .filter(([name, text]) => readFileSync(join(vendored, name), 'utf8') !== text)
    .map(([name]) => name)
  if (differing.length) {
    console.error(`${vendored}: ${differing.join(', ')} differ from what web/ builds. Run "make bundle-write".`)
    process.exit(1)
  }
  console.log(`the vendored bundle is what web/ builds: ${packages.join(', ')}`)
}
