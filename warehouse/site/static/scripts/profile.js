/* The record of one organisation, put together from the Parquet files of the release: of each it reads the pages
   that can hold the organisation. */
'use strict'
;(() => {
  const { make, name, number, readHash, readRows, settings, word } = tsunagu
  const article = document.getElementById('profile')
  const state = document.getElementById('state')
  const title = article.querySelector('h1')
  const heading = document.title
  const isJapanese = document.documentElement.lang === 'ja'

  function day(iso) {
    if (!iso) return '–'
    const [year, month, date] = iso.split('-').map(Number)
    const text = isJapanese ? `${year}年${month}月${date}日`
      : new Date(`${iso}T00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    return make('time', { datetime: iso }, text)
  }

  const span = (from, to) => make('span', {}, day(from), ' – ', to ? day(to) : '')
  const japanese = (text) => (text ? make('span', { lang: 'ja' }, text) : null)
  const lead = (id, text) => make('a', { href: `#id=${id}`, lang: 'ja' }, text ?? id)

  /* Reads the rows of a table in which a column names the organisation; a release may lack the table. */
  async function readOf(table, id, column = 'org_id') {
    return settings.tables.includes(table) ? readRows(table, { filter: { [column]: { $eq: id } } }) : []
  }

  async function readAll(id) {
    const [organizations, events, history, certifications, links, collaborations, led, grants, centres, corrections] =
      await Promise.all([
        readOf('organizations', id), readOf('organization_events', id), readOf('organization_history', id),
        readOf('certifications', id), readOf('identifier_links', id), readOf('collaborations', id),
        readOf('programmes', id, 'lead_org_id'), readOf('grants', id), readOf('support_centres', id),
        readOf('corrections', id),
      ])
    const [organization] = organizations
    if (!organization) return null
    const wanted = [...collaborations, ...grants].map((row) => row.programme_id).filter(Boolean)
    const [programmes, places, successors] = await Promise.all([
      wanted.length ? readRows('programmes', { filter: { programme_id: { $in: wanted } } }) : [],
      organization.municipality_code ? readOf('municipalities', organization.municipality_code, 'municipality_code') : [],
      organization.successor_org_id ? readOf('organizations', organization.successor_org_id) : [],
    ])
    return {
      organization, events, history, certifications, links, collaborations, led, grants, centres, corrections,
      programmes: new Map(programmes.map((row) => [row.programme_id, row])),
      place: places[0]?.name,
      successor: successors[0],
    }
  }

  function section(key, ...content) {
    const id = `section-${key}`
    return make('section', { 'aria-labelledby': id }, make('h2', { id }, word(`profile.${key}`)), ...content)
  }

  function table(key, columns, rows) {
    if (!rows.length) return null
    const head = make('tr', {}, ...columns.map((column) => make('th', { scope: 'col' }, word(`profile.${column}`))))
    const lines = rows.map((row) => make('tr', {}, ...row.map((cell) => make('td', {}, cell))))
    const whole = make('table', {}, make('thead', {}, head), make('tbody', {}, ...lines))
    return section(key, make('div', { class: 'scroll', role: 'region', tabindex: 0, 'aria-labelledby': `section-${key}` }, whole))
  }

  function makeFacts({ organization: one, history, place, successor, centres }) {
    const former = [...new Set(history.map((row) => row.name))].filter((text) => text && text !== one.name)
    const website = centres.find((row) => /^https?:\/\//.test(row.website ?? ''))?.website
    const facts = [
      ['number', one.corporate_number],
      ['id', one.org_id],
      ['form', name('legal_form', one.legal_form)],
      ['status', name('status', one.status)],
      ['jurisdiction', one.jurisdiction_code && name('jurisdiction_code', one.jurisdiction_code)],
      ['place', one.prefecture_code && [name('prefecture_code', one.prefecture_code), place].filter(Boolean).join(' ')],
      ['established', one.established_on && day(one.established_on)],
      ['ended', one.closed_on && makeEnd(one)],
      ['successor', one.successor_org_id && lead(one.successor_org_id, successor?.name)],
      ['fields', one.fields?.length && one.fields.map((code) => name('fields', code)).join(isJapanese ? '、' : '; ')],
      ['former', former.length && japanese(former.join('、'))],
      ['website', website && make('a', { href: website, rel: 'nofollow noreferrer' }, website)],
    ]
    return section('facts', make('dl', { class: 'facts' }, ...facts.filter(([, value]) => value).flatMap(([key, value]) =>
      [make('dt', {}, word(`profile.${key}`)), make('dd', {}, value)])))
  }

  function makeEnd(one) {
    const cause = one.close_cause && name('close_cause', one.close_cause)
    return make('span', {}, day(one.closed_on), cause ? (isJapanese ? `（${cause}）` : ` (${cause})`) : '')
  }

  function makeTimeline({ events }) {
    const ordered = [...events].sort((a, b) => (a.occurred_on < b.occurred_on ? -1 : 1))
    const list = make('ol', { class: 'timeline' }, ...ordered.map((one) => {
      const told = ['renamed', 'moved'].includes(one.event_type)
      const notes = [
        one.close_cause && name('close_cause', one.close_cause),
        told && one.before && word('profile.old_record', { text: one.before }),
        told && one.after && word('profile.new_record', { text: one.after }),
        one.is_administrative && word('profile.administrative'),
      ].filter(Boolean)
      const published = make('small', {}, word('profile.published', { day: one.published_on }), ' · ', name('register', one.source))
      return make('li', {}, day(one.occurred_on), make('strong', {}, name('event_type', one.event_type)),
        ...notes.map((note) => make('span', { class: 'told' }, note)), published)
    }))
    return section('timeline', ordered.length ? list : make('p', {}, word('profile.no_events')))
  }

  /* A period that two registers list is one certification. */
  function makeCertifications({ certifications }) {
    const periods = new Map()
    for (const one of certifications) {
      const period = `${one.certification_kind} ${one.valid_from} ${one.valid_to}`
      periods.set(period, [...periods.get(period) ?? [], one])
    }
    return table('certifications', ['kind', 'period', 'is_current', 'register'], [...periods.values()].map((listed) => {
      const [one] = listed
      const revoked = listed.find((each) => each.revoked_on)
      return [
        name('certification_kind', one.certification_kind),
        span(one.valid_from, one.valid_to),
        revoked ? word('profile.revoked', { day: revoked.revoked_on })
          : listed.some((each) => each.renewal_pending) ? word('profile.pending')
            : listed.some((each) => each.is_current) ? '✓' : '–',
        listed.map((each) => name('register', each.source)).join(isJapanese ? '、' : '; '),
      ]
    }))
  }

  const tellLink = (link) => word(
    link.rule === 'unlinked' ? 'profile.untied' : link.probability == null ? 'profile.by_person' : 'profile.by_name',
    { name: link.name_as_listed ?? '', probability: link.probability },
  )

  function makeRegisters({ organization, links }) {
    return table('registers', ['register', 'publisher', 'how_linked'], (organization.sources ?? []).map((source) => {
      const link = links.find((one) => one.source === source)
      return [name('register', source), name('publisher', source), link ? tellLink(link) : word('profile.by_number')]
    }))
  }

  function makeActivities({ collaborations, led, programmes }) {
    const known = new Set(collaborations.map((row) => row.programme_id))
    const rows = [
      ...led.filter((row) => !known.has(row.programme_id)).map((row) => [row, word('profile.lead'), row.starts_on, row.ends_on, row.member_id]),
      ...collaborations.map((row) => [programmes.get(row.programme_id), name('role', row.role), row.starts_on, row.ends_on, row.member_id]),
    ]
    return table('activities', ['programme', 'role', 'since', 'stated_by'], rows.map(([programme, role, from, to, member]) =>
      [japanese(programme?.title) ?? '–', role, span(from, to), name('member', member)]))
  }

  const makeGrants = ({ grants, programmes }) => table('grants', ['programme', 'purpose', 'amount', 'since'],
    grants.map((row) => [
      japanese(programmes.get(row.programme_id)?.title) ?? '–', japanese(row.purpose) ?? '–',
      row.amount_jpy == null ? '–' : number(row.amount_jpy), day(row.decided_on),
    ]))

  /* Corrections keep what was and what is as JSON, a value a column. */
  const readCells = (text) => JSON.parse(text ?? '{}') ?? {}

  function makeCorrections({ corrections }) {
    if (!corrections.length) return null
    return section('corrections', make('ul', {}, ...corrections.map((row) => {
      const [before, after] = [readCells(row.before), readCells(row.after)]
      const told = (row.column_names ?? []).map((column) =>
        word('profile.correction_of', { column, before: before[column] ?? '–', after: after[column] ?? '–' }))
      return make('li', {}, told.join(' · '), ' ', make('small', {}, isJapanese ? row.reason_ja : row.reason_en))
    })))
  }

  let shown

  async function show() {
    const id = readHash().get('id') ?? ''
    if (id === shown) return
    shown = id
    article.querySelectorAll('section, .reading, .source').forEach((old) => old.remove())
    state.textContent = word(id ? 'profile.loading' : 'profile.unnamed')
    if (!id) return
    try {
      const record = await readAll(id)
      if (id !== shown) return
      state.textContent = record ? '' : word('profile.missing', { id })
      if (record) fill(record)
    } catch (error) {
      state.textContent = error.message
    }
  }

  function fill(record) {
    const { organization } = record
    const called = organization.name ?? organization.org_id
    title.textContent = called
    title.lang = 'ja'
    document.title = `${called} · ${heading}`
    title.after(...[organization.kana, organization.name_en].filter(Boolean).map((text) => make('p', { class: 'reading' }, text)))
    const parts = [makeFacts, makeTimeline, makeCertifications, makeRegisters, makeActivities, makeGrants, makeCorrections]
    article.append(...parts.map((part) => part(record)).filter(Boolean),
      make('p', { class: 'source quiet small' }, word('profile.source_note', { release: settings.release })))
  }

  addEventListener('hashchange', show)
  show()
})()
