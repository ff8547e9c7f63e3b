/* The SQL page: a box, its answer as a table, a CSV and a link. */
'use strict'
;(() => {
  const { make, makeCsv, number, readHash, runSql, save, spell, traffic, word, writeHash } = tsunagu
  const SHOWN = 500
  const MOST = 200_000
  const find = (id) => document.getElementById(id)
  const [box, state, section, place] = ['sql', 'state', 'answer', 'result'].map(find)
  let running
  let answer

  async function run() {
    running?.abort()
    const control = new AbortController()
    running = control
    answer = { columns: [], rows: [] }
    const started = performance.now()
    const before = { ...traffic }
    const query = box.value.trim()
    section.hidden = true
    writeHash({ sql: query })
    find('stop').disabled = !query
    show(query ? word('running', { rows: 0 }) : word('empty'), !query)
    if (!query) return
    const { rows } = answer
    try {
      const columns = await runSql(query, (row) => rows.push(row) < MOST, control.signal)
      if (running !== control) return
      answer = { columns, rows }
      showAnswer(control.signal.aborted, (performance.now() - started) / 1000, before)
    } catch (error) {
      if (running === control) show(word('failed', { message: tell(error) }), true)
    } finally {
      if (running === control) find('stop').disabled = true
    }
  }

  /* Returns what is wrong in the language of the page, with what squirreling says of it. */
  function tell({ message }) {
    const [, column] = message.match(/^Column "([^"]+)" not found/) ?? []
    const [, position] = message.match(/ at position (\d+)/) ?? []
    if (column) return word('no_column', { column })
    return position ? `${word('syntax', { position: Number(position) + 1 })} (${message})` : message
  }

  function show(text, isFault = false) {
    state.textContent = text
    state.classList.toggle('fault', isFault)
  }

  function showAnswer(isStopped, seconds, before) {
    const { columns, rows } = answer
    const told = [word('done', {
      rows: number(rows.length),
      seconds: seconds.toFixed(2),
      size: `${number(Math.ceil((traffic.bytes - before.bytes) / 1000))} kB`,
      requests: traffic.requests - before.requests,
    })]
    if (isStopped) told.push(word('stopped'))
    if (rows.length >= MOST) told.push(word('cut', { rows: number(MOST) }))
    if (rows.length > SHOWN) told.push(word('shown', { shown: number(SHOWN) }))
    show(told.join(' '))
    place.replaceChildren(makeTable(columns, rows.slice(0, SHOWN)))
    section.hidden = false
    find('share').href = location.hash
  }

  function makeTable(columns, rows) {
    const head = make('tr', {}, ...columns.map((name) => make('th', { scope: 'col' }, name)))
    const lines = rows.map((row) => make('tr', {}, ...row.map((value) =>
      make('td', { class: typeof value === 'number' ? 'number' : null }, spell(value)))))
    return make('table', {}, make('thead', {}, head), make('tbody', {}, ...lines))
  }

  /* Takes over the query of the address, where it has one that has not been asked. */
  function follow() {
    const asked = readHash().get('sql')
    if (!asked || (answer && asked === box.value.trim())) return
    box.value = asked
    run()
  }

  find('query').addEventListener('submit', (event) => {
    event.preventDefault()
    run()
  })
  find('stop').addEventListener('click', () => running?.abort())
  find('csv').addEventListener('click', () => save('tsunagu.csv', makeCsv(answer.columns, answer.rows)))
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run()
  })
  for (const button of document.querySelectorAll('[data-sql]')) {
    button.addEventListener('click', () => {
      box.value = button.dataset.sql.trim()
      run()
    })
  }
  addEventListener('hashchange', follow)
  follow()
})()
