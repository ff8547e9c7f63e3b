/* Reads files of the release: over http the parts that are needed, by range requests, or whole files where the
   host ignores those; in the offline edition, where browsers refuse to fetch, scripts that carry the bytes. */
'use strict'
;(() => {
  const { settings, word } = tsunagu
  const { compressors, parquetMetadataAsync, parquetReadObjects } = globalThis.vendored ?? {}
  /* The last bytes of a Parquet file that are fetched first: they hold its metadata, or all of a small file. */
  const TAIL = 1 << 16
  const traffic = { requests: 0, bytes: 0 }

  /* Days stay ISO texts, so that they compare with the texts people write. */
  const parsers = { dateFromDays: (days) => new Date(days * 86_400_000).toISOString().slice(0, 10) }

  async function request(url, range) {
    let answer
    try {
      answer = await fetch(url, range ? { headers: { Range: `bytes=${range}` } } : {})
    } catch {
      throw new Error(word('unreachable', { url }))
    }
    if (range && !answer.ok) return request(url)
    if (!answer.ok) throw new Error(word('unreachable', { url: `${url} (${answer.status})` }))
    const bytes = await answer.arrayBuffer()
    traffic.requests += 1
    traffic.bytes += bytes.byteLength
    const total = /\/(\d+)$/.exec(answer.headers.get('Content-Range') ?? '')?.[1]
    return { bytes, isPart: answer.status === 206 && total !== undefined, total: Number(total) }
  }

  /* Opens a file of a host as hyparquet wants it: its length, and slices of it. */
  async function openRemote(url) {
    const tail = await request(url, `-${TAIL}`)
    if (!tail.isPart) return openBytes(tail.bytes)
    const { total } = tail
    const tailStart = total - tail.bytes.byteLength
    let whole
    async function slice(start, end = total) {
      if (whole) return (await whole).slice(start, end)
      if (start >= tailStart) return tail.bytes.slice(start - tailStart, end - tailStart)
      const part = await request(url, `${start}-${end - 1}`)
      if (part.isPart && part.bytes.byteLength === end - start) return part.bytes
      whole = part.isPart ? request(url).then((answer) => answer.bytes) : Promise.resolve(part.bytes)
      return (await whole).slice(start, end)
    }
    return { byteLength: total, slice }
  }

  const openBytes = (bytes) => ({
    byteLength: bytes.byteLength,
    slice: async (start, end) => bytes.slice(start, end),
  })

  const awaited = new Map()

  /* Called by the scripts of the offline edition, each with the bytes of one file in base 64. */
  function take(name, text) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    awaited.get(name)?.(bytes.buffer)
  }

  function loadCarried(name) {
    return new Promise((resolve, reject) => {
      awaited.set(name, resolve)
      const script = tsunagu.make('script', { src: `${settings.assets}/${name}.js` })
      script.addEventListener('error', () => reject(new Error(word('unreachable', { url: `${name}.js` }))))
      script.addEventListener('load', () => script.remove())
      document.head.append(script)
    })
  }

  /* Returns the bytes of a file that the site made, such as the index of names. */
  async function readAsset(name) {
    return settings.offline ? loadCarried(name) : (await request(`${settings.assets}/${name}`)).bytes
  }

  const opened = new Map()

  async function open(table) {
    const file = settings.offline
      ? openBytes(await loadCarried(`tables/${table}.parquet`))
      : await openRemote(`${settings.parquet}/${table}.parquet`)
    const metadata = await parquetMetadataAsync(file, { parsers, initialFetchSize: TAIL })
    return { file, metadata }
  }

  /* Opens a table once; its file and metadata are kept. */
  function openTable(table) {
    if (!opened.has(table)) {
      opened.set(table, open(table))
      opened.get(table).catch(() => opened.delete(table))
    }
    return opened.get(table)
  }

  /* Reads rows as objects; numbers that JavaScript can hold are numbers, what is missing is null. */
  async function readRows(table, options = {}) {
    const { file, metadata } = await openTable(table)
    const rows = await parquetReadObjects({
      file,
      metadata,
      compressors,
      parsers,
      useOffsetIndex: true,
      usePageIndex: Boolean(options.filter),
      useBloomFilters: Boolean(options.filter),
      ...options,
    })
    for (const row of rows) {
      for (const name of Object.keys(row)) row[name] = simplify(row[name])
    }
    return rows
  }

  function simplify(value) {
    if (value === undefined) return null
    if (typeof value !== 'bigint') return value
    return Number.isSafeInteger(Number(value)) ? Number(value) : value
  }

  Object.assign(tsunagu, { openTable, parsers, readAsset, readRows, take, traffic })
})()
