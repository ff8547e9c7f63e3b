/* The page that finds organisations while one writes. */
'use strict'
;(() => {
  const { loadIndex, make, name, number, readHash, settings, word, writeHash } = tsunagu
  const STEP = 20
  const find = (id) => document.getElementById(id)
  const [box, state, results, list, more] = ['question', 'count', 'results', 'found', 'more'].map(find)
  let limit = STEP

  async function search() {
    const question = box.value.trim()
    writeHash({ q: question })
    if (!question) {
      state.textContent = ''
      results.hidden = true
      return
    }
    let index
    try {
      index = await prepare()
    } catch (error) {
      state.textContent = error.message
      return
    }
    if (question === box.value.trim()) show(index.search(question, limit))
  }

  let prepared

  /* Loads the index, and says so while it takes its time. */
  async function prepare() {
    if (prepared) return prepared
    const saying = setTimeout(() => { state.textContent = word('loading') }, 100)
    try {
      prepared = await loadIndex()
    } finally {
      clearTimeout(saying)
    }
    return prepared
  }

  function show({ count, rows, isFormAlone }) {
    const shown = rows.length
    state.textContent = count === 0 ? word(isFormAlone ? 'form_alone' : 'none')
      : count > shown ? word('first', { count: number(count), shown: number(shown) })
        : word('count', { count: number(count) })
    list.replaceChildren(...rows.map(makeEntry))
    results.hidden = count === 0
    more.hidden = count <= shown
  }

  function makeEntry(found) {
    const details = [found.place, name('legal_form', found.form), found.id.replace('JP-JCN-', '')]
    if (found.status !== 'active') details.unshift(name('status', found.status))
    return make('li', { class: found.status === 'active' ? null : 'ended' },
      make('a', { href: `${settings.profile}#id=${found.id}`, lang: 'ja' }, found.name),
      make('span', { class: 'reading', lang: 'ja' }, found.kana),
      make('span', { class: 'details' }, details.filter(Boolean).join(' · ')),
      found.former.length ? make('span', { class: 'former' }, word('former', { names: found.former.join('、') })) : null)
  }

  box.addEventListener('input', () => {
    limit = STEP
    search()
  })
  box.addEventListener('focus', () => prepare().then(() => { if (!box.value) state.textContent = '' }, () => {}), { once: true })
  find('search').addEventListener('submit', (event) => {
    event.preventDefault()
    search()
  })
  more.addEventListener('click', async () => {
    const before = list.children.length
    limit += STEP * 5
    await search()
    list.children[before]?.querySelector('a').focus()
  })

  function follow() {
    const asked = readHash().get('q') ?? new URLSearchParams(location.search).get('q')
    if (asked === null || asked === box.value) return
    box.value = asked
    search()
  }

  addEventListener('hashchange', follow)
  follow()
  /* Who opens this page is about to write a name: the index comes meanwhile, unless the reader saves data. */
  addEventListener('load', () => { if (!navigator.connection?.saveData) loadIndex().catch(() => {}) })
})()
