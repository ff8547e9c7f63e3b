/* Answers SQL over the tables of the release with squirreling, mended where it would answer otherwise than SQL. */
'use strict'
;(() => {
  const { executeSql, parquetScan, parquetSchema, parseSql } = globalThis.vendored
  const { openTable, parsers, readRows, settings, word } = tsunagu
  /* Ranges of rows that lie closer than this are read as one: a request costs more than the rows between. */
  const GAP = 2_000
  const MIRRORED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }
  const OPPOSITE = { '=': '!=', '==': '!=', '!=': '=', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' }
  const PRUNING = { '=': '$eq', '==': '$eq', '<': '$lt', '<=': '$lte', '>': '$gt', '>=': '$gte' }

  /* Functions that DuckDB has and squirreling lacks; those with _ stand for operators. */
  const ofText = (least, most, apply) => ({
    arguments: { min: least, max: most },
    apply: (...values) => (values.some((value) => value == null) ? null : apply(...values)),
  })
  const toDays = (day) => Date.parse(`${String(day).slice(0, 10)}T00:00Z`) / 86_400_000
  const functions = {
    CONTAINS: ofText(2, 2, (text, part) => String(text).includes(String(part))),
    DATE_DIFF: ofText(3, 3, countBetween),
    ENDS_WITH: ofText(2, 2, (text, part) => String(text).endsWith(String(part))),
    LAST_DAY: ofText(1, 1, (day) => {
      const [year, month] = String(day).split('-').map(Number)
      return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
    }),
    LIST_CONTAINS: ofText(2, 2, (list, value) => list.includes(value)),
    MONTH: ofText(1, 1, (day) => Number(String(day).slice(5, 7))),
    STARTS_WITH: ofText(2, 2, (text, part) => String(text).startsWith(String(part))),
    YEAR: ofText(1, 1, (day) => Number(String(day).slice(0, 4))),
    _LIKE: ofText(2, 2, (text, pattern) => compileLike(String(pattern)).test(String(text))),
    _NOT: ofText(1, 1, (value) => !value),
  }

  /* Returns how many days, or first days of months or years, lie between two days. */
  function countBetween(part, from, to) {
    const months = (day) => Number(String(day).slice(0, 4)) * 12 + Number(String(day).slice(5, 7)) - 1
    const counts = {
      day: () => toDays(to) - toDays(from),
      month: () => months(to) - months(from),
      year: () => Math.floor(months(to) / 12) - Math.floor(months(from) / 12),
    }
    const count = counts[String(part).toLowerCase()]
    if (!count) throw new Error(word('no_part', { part }))
    return count()
  }

  const compiled = new Map()

  function compileLike(pattern) {
    if (!compiled.has(pattern)) {
      const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      compiled.set(pattern, new RegExp(`^${escaped.replace(/%/g, '.*').replace(/_/g, '.')}$`, 'su'))
    }
    return compiled.get(pattern)
  }

  const call = (name, args, at) => ({
    type: 'function', funcName: name, args, positionStart: at.positionStart, positionEnd: at.positionEnd,
  })
  const join = (op, left, right) => ({
    type: 'binary', op, left, right, positionStart: left.positionStart, positionEnd: right.positionEnd,
  })
  const isThere = (node) => ({ ...node, type: 'unary', op: 'IS NOT NULL', argument: node })

  /* Returns the condition of a join with the columns of the table that comes in on the right of each =: of a third
     table squirreling finds them nowhere else. */
  function orient(node, joined) {
    if (node.op === 'AND') return { ...node, left: orient(node.left, joined), right: orient(node.right, joined) }
    const isTurned = node.op === '=' && node.left.prefix === joined && node.right.prefix
    return isTurned ? { ...node, left: node.right, right: node.left } : node
  }

  /* Returns the statement with SQL's own meaning: empty values last, LIKE that tells capitals apart, NOT that never
     makes an empty value true, and joins written either way round. */
  function mend(node) {
    if (Array.isArray(node)) return node.map(mend)
    if (node === null || typeof node !== 'object') return node
    const mended = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, mend(value)]))
    if ('direction' in mended) mended.nulls ??= 'LAST'
    if (mended.joinType && mended.on) mended.on = orient(mended.on, mended.alias ?? mended.table)
    if (mended.op === 'LIKE') return call('_LIKE', [mended.left, mended.right], mended)
    if (mended.op === 'NOT') return negate(mended.argument)
    return mended
  }

  function negate(node) {
    if (node.negated) return node.negated
    if (node.op === 'AND' || node.op === 'OR') {
      return join(node.op === 'AND' ? 'OR' : 'AND', negate(node.left), negate(node.right))
    }
    if (node.type === 'binary' && node.op in OPPOSITE) return { ...node, op: OPPOSITE[node.op] }
    if (node.op === 'IS NULL') return { ...node, op: 'IS NOT NULL' }
    if (node.op === 'IS NOT NULL') return { ...node, op: 'IS NULL' }
    if (node.type === 'exists') return { ...node, type: 'not exists' }
    if (node.type === 'not exists') return { ...node, type: 'exists' }
    if (node.type === 'in' || node.type === 'in valuelist') {
      const out = { ...node, type: 'unary', op: 'NOT', argument: node }
      const compared = [node.expr, ...node.values ?? []].map(isThere)
      return { ...compared.reduceRight((rest, one) => join('AND', one, rest), out), negated: node }
    }
    return call('_NOT', [node], node)
  }

  /* Collects the tables a statement reads, but for those it defines itself. */
  function listTables(node, named = new Set(), defined = new Set()) {
    if (Array.isArray(node)) node.forEach((one) => listTables(one, named, defined))
    else if (node !== null && typeof node === 'object') {
      if (node.type === 'with') node.ctes.forEach((one) => defined.add(one.name.toLowerCase()))
      const isTable = node.type === 'table' || ('joinType' in node && !node.fromFunction)
      if (isTable) named.add(node.table)
      Object.values(node).forEach((one) => listTables(one, named, defined))
    }
    return [...named].filter((name) => !defined.has(name.toLowerCase()))
  }

  /* Returns what row groups and pages can be skipped by, or undefined: only plain comparisons joined with AND. */
  function findPruning(node, kinds) {
    if (node?.type === 'binary' && node.op === 'AND') {
      const parts = [findPruning(node.left, kinds), findPruning(node.right, kinds)].filter(Boolean)
      return parts.length ? { $and: parts } : undefined
    }
    if (node?.type === 'binary' && node.left.type === 'literal' && node.op in MIRRORED) {
      return findPruning({ ...node, op: MIRRORED[node.op], left: node.right, right: node.left }, kinds)
    }
    const fits = (column, literal) => column.type === 'identifier' && literal.type === 'literal' &&
      kinds[column.name] !== undefined && kinds[column.name] === typeof literal.value
    if (node?.type === 'binary' && node.op in PRUNING && fits(node.left, node.right)) {
      return { [node.left.name]: { [PRUNING[node.op]]: node.right.value } }
    }
    if (node?.type === 'in valuelist' && node.values.every((value) => fits(node.expr, value))) {
      return { [node.expr.name]: { $in: node.values.map((value) => value.value) } }
    }
    return undefined
  }

  /* Returns 'string' for columns of text and days: the only ones whose statistics compare with what is written. */
  function listKinds(metadata) {
    const isText = ({ element }) => element.type === 'BYTE_ARRAY' || element.converted_type === 'DATE'
    return Object.fromEntries(parquetSchema(metadata).children.map((child) =>
      [child.element.name, isText(child) ? 'string' : undefined]))
  }

  const COMPARE = {
    '=': (a, b) => a == b, '==': (a, b) => a == b, '!=': (a, b) => a != b, '<>': (a, b) => a != b,
    '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
  }

  /* Returns a condition as a function of a row, or undefined where it holds what only squirreling can work out, which
     takes a promise a row. As in SQL, what compares with an empty value is neither true nor false but null. */
  function compile(node, columns) {
    const parts = (...nodes) => {
      const compiled = nodes.map((one) => compile(one, columns))
      return compiled.every(Boolean) ? compiled : undefined
    }
    const over = (nodes, make) => {
      const compiled = parts(...nodes)
      return compiled && make(...compiled)
    }
    if (node.type === 'literal') return () => node.value
    if (node.type === 'identifier') return columns.includes(node.name) ? (row) => row[node.name] : undefined
    if (node.op === 'IS NULL') return over([node.argument], (of) => (row) => of(row) == null)
    if (node.op === 'IS NOT NULL') return over([node.argument], (of) => (row) => of(row) != null)
    if (node.op === 'NOT') return over([node.argument], (of) => (row) => negateValue(of(row)))
    if (node.op === 'AND' || node.op === 'OR') {
      const decisive = node.op === 'OR'
      return over([node.left, node.right], (left, right) => (row) => decide(decisive, left(row), () => right(row)))
    }
    if (node.type === 'binary' && node.op in COMPARE) {
      const holds = COMPARE[node.op]
      return over([node.left, node.right], (left, right) => (row) => ofBoth(left(row), right(row), holds))
    }
    if (node.type === 'in valuelist') {
      return over([node.expr, ...node.values], (of, ...values) => (row) =>
        values.reduce((found, value) => decide(true, found, () => ofBoth(of(row), value(row), COMPARE['='])), false))
    }
    const own = node.type === 'function' && functions[node.funcName.toUpperCase()]
    return own ? over(node.args, (...args) => (row) => own.apply(...args.map((arg) => arg(row)))) : undefined
  }

  const negateValue = (value) => (value == null ? null : !value)
  const ofBoth = (a, b, holds) => (a == null || b == null ? null : holds(a, b))

  /* AND is decided by the first false, OR by the first true; otherwise an empty value leaves it open. */
  function decide(decisive, left, getRight) {
    if (left != null && Boolean(left) === decisive) return decisive
    const right = getRight()
    if (right != null && Boolean(right) === decisive) return decisive
    return left == null || right == null ? null : !decisive
  }

  function mergeRanges(ranges) {
    const merged = []
    for (const { rowStart, rowEnd } of ranges) {
      const last = merged.at(-1)
      if (last && rowStart - last.rowEnd < GAP && rowEnd - last.rowStart < 65_536) last.rowEnd = rowEnd
      else merged.push({ rowStart, rowEnd })
    }
    return merged
  }

  /* Lets the page answer to the keyboard, and to Stop, between two portions of rows. */
  const breathe = () => new Promise((resolve) => setTimeout(resolve))

  function makeSource(table, { file, metadata }) {
    const kinds = listKinds(metadata)
    const columns = Object.keys(kinds)
    const numRows = Number(metadata.num_rows)

    async function* readPortions({ columns: wanted, where, limit, offset = 0, signal }) {
      const pruningFilter = findPruning(where, kinds)
      const whole = { rowStart: where ? 0 : offset, rowEnd: where || limit === undefined ? numRows : offset + limit }
      const { ranges } = await parquetScan({
        file, metadata, parsers, pruningFilter, columns: wanted, usePageIndex: Boolean(pruningFilter), ...whole,
      })
      for (const range of mergeRanges(ranges)) {
        if (signal?.aborted) return
        if (wanted.length) yield await readRows(table, { columns: wanted, ...range })
        else yield Array.from({ length: range.rowEnd - range.rowStart }, () => ({}))
        await breathe()
      }
    }

    return {
      columns,
      numRows,
      scan(options) {
        const wanted = options.columns ?? columns
        const { where, limit = Infinity, offset = 0 } = options
        const condition = where && compile(where, wanted)
        return {
          appliedWhere: Boolean(condition),
          appliedLimitOffset: !where || Boolean(condition),
          async *rows() {
            if (limit === 0) return
            let passed = 0
            for await (const portion of readPortions({ ...options, columns: wanted })) {
              for (const row of condition ? portion.filter(condition) : portion) {
                passed += 1
                if (condition && passed <= offset) continue
                yield makeRow(row, wanted)
                if (condition && passed >= offset + limit) return
              }
            }
          },
        }
      },
    }
  }

  function makeRow(row, columns) {
    const cells = {}
    for (const name of columns) cells[name] = async () => row[name]
    return { columns, cells, resolved: row }
  }

  /* Returns a query as squirreling reads it: a Parquet file of a release as its table, a day as the text it is. What
     stands behind stays where it was, so that errors name the right place. */
  const simplify = (query) => query
    .replace(/\b((?:from|join)\s+)'(?:[^']*\/)?(\w+)\.parquet'/gi, (all, word, table) => (word + table).padEnd(all.length))
    .replace(/\bdate\s+('\d{4}-\d{2}-\d{2}')/gi, (all, day) => day.padStart(all.length))

  /* Runs a query; calls `each` with every row, an array of values. Returns the names of its columns.
     It stops where `each` returns false, or the signal says so. */
  async function runSql(asked, each, signal) {
    const query = simplify(asked)
    const parsed = parseSql({ query, functions })
    const named = listTables(parsed)
    const unknown = named.find((name) => !settings.tables.includes(name))
    if (unknown) throw new Error(word('no_table', { table: unknown }))
    const opened = await Promise.all(named.map(async (name) => [name, makeSource(name, await openTable(name))]))
    const results = executeSql({ tables: Object.fromEntries(opened), query: mend(parsed), functions, signal })
    for await (const row of results.rows()) {
      if (signal?.aborted) break
      if (each(await Promise.all(results.columns.map((name) => row.cells[name]()))) === false) break
    }
    return results.columns
  }

  Object.assign(tsunagu, { runSql })
})()
