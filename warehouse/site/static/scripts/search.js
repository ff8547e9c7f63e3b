/* Finds organisations in the index of names: by name, reading, former name, number and place, all in the browser.
   How the index is laid out is written in warehouse/site/search_index.py. */
'use strict'
;(() => {
  const { readAsset, settings } = tsunagu
  const FILE = 'search/organizations.bin'
  const FORMS = /[\ue000-\uf8ff]/g
  const SIGNS = /[^\S\n]|[・.,'"()［］「」『』&＆\-‐–—―〜~]/g
  const SCORES = { exact: 4, start: 3, inside: 2, place: 1 }

  /* Returns texts as they are compared: one width, small letters, katakana, one form of each kanji, no signs. */
  function makeFold(variants) {
    const old = new RegExp(`[${Object.keys(variants).join('')}]`, 'gu')
    return (text) => text.normalize('NFKC').toLowerCase()
      .replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
      .replace(old, (kanji) => variants[kanji])
      .replace(FORMS, '')
      .replace(SIGNS, '')
  }

  async function inflate(buffer) {
    const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream('gzip'))
    return new Uint8Array(await new Response(stream).arrayBuffer())
  }

  /* Takes the parts of the index apart: a line that describes them, then their bytes, one after the other. */
  function splitParts(bytes) {
    const decoder = new TextDecoder()
    const end = bytes.indexOf(10)
    const head = JSON.parse(decoder.decode(bytes.subarray(0, end)))
    const parts = {}
    let start = end + 1
    for (const [name, length] of head.parts) {
      parts[name] = bytes.slice(start, start + length)
      start += length
    }
    return { head, parts, text: (name) => decoder.decode(parts[name]) }
  }

  /* Returns readings, which are kept as one byte a kana. */
  function readKana(bytes) {
    const units = Uint16Array.from(bytes, (byte) => (byte === 10 ? 10 : 0x3000 + byte))
    return new TextDecoder('utf-16le').decode(units)
  }

  function readNumbers(steps, digits) {
    let body = 0
    return steps.split('\n').filter(Boolean).map((step, row) => digits[row] + String(body += Number(step)).padStart(12, '0'))
  }

  /* A column of lines that is searched as one text. */
  class Lines {
    constructor(text, rowOf = (line) => line) {
      this.text = text
      this.rowOf = rowOf
      this.starts = [0]
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1)
    }

    /* Raises the scores of the rows whose line holds the word. */
    raise(scores, word) {
      const { text, starts } = this
      let line = 0
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        while (line + 1 < starts.length && starts[line + 1] <= at) line += 1
        const ends = at + word.length === (starts[line + 1] ?? text.length + 1) - 1
        const score = at !== starts[line] ? SCORES.inside : ends ? SCORES.exact : SCORES.start
        const row = this.rowOf(line)
        if (score > scores[row]) scores[row] = score
      }
    }
  }

  class Index {
    constructor(bytes) {
      const { head, parts, text } = splitParts(bytes)
      this.head = head
      this.fold = makeFold(head.variants)
      this.names = text('names').split('\n')
      this.kana = readKana(parts.kana).split('\n')
      this.ids = [
        ...readNumbers(text('steps'), text('digits')).map((number) => `JP-JCN-${number}`),
        ...text('others').split('\n').filter(Boolean),
      ]
      this.places = new Uint16Array(parts.places.buffer)
      this.forms = parts.forms
      this.statuses = parts.statuses
      this.former = text('former').split('\n').filter(Boolean).map((line) => line.split('\t'))
      const folded = (lines) => this.fold(lines.join('\n'))
      this.columns = [
        new Lines(folded(this.names)),
        new Lines(folded(this.kana)),
        new Lines(folded(this.former.map(([, name]) => name)), (line) => Number(this.former[line][0])),
      ]
      this.identifiers = new Lines(this.ids.join('\n').toUpperCase())
      this.placeTexts = head.places.map((texts) => this.fold(texts.join('\n')))
      const words = head.form_words.map((word) => this.fold(word).replace(/[.*+?^${}|\\]/g, '\\$&'))
      this.formWords = new RegExp(words.filter(Boolean).join('|'), 'g')
    }

    /* Returns the words of a question; a legal form says nothing, since names are compared without theirs. */
    splitWords(question) {
      return question.normalize('NFKC').split(/\s+/)
        .map((word) => (/^(JP-.+|[\d-]{4,})$/i.test(word)
          ? { identifier: word.toUpperCase(), text: this.fold(word) }
          : { text: this.fold(word).replace(this.formWords, '') }))
        .filter(({ text }) => text)
    }

    /* Returns the score of every row for one word. */
    score({ identifier, text }) {
      const scores = new Uint8Array(this.names.length)
      if (identifier) {
        const digits = identifier.replace(/-/g, '')
        this.identifiers.raise(scores, /^\d+$/.test(digits) ? digits : identifier)
      }
      this.columns.forEach((column) => column.raise(scores, text))
      const isPlace = this.placeTexts.map((place) => place.includes(text))
      if (isPlace.some(Boolean)) {
        this.places.forEach((place, row) => { if (!scores[row] && isPlace[place]) scores[row] = SCORES.place })
      }
      return scores
    }

    /* Returns how many organisations answer to a question, and the first of them: the best first, the active before
       the ended. */
    search(question, limit) {
      const words = this.splitWords(question)
      if (!words.length) return { count: 0, rows: [] }
      const all = words.map((word) => this.score(word))
      const levels = new Map()
      let count = 0
      for (let row = 0; row < this.names.length; row += 1) {
        if (!all.every((scores) => scores[row])) continue
        count += 1
        const best = Math.max(...all.map((scores) => scores[row]))
        const level = best * 2 + (this.head.statuses[this.statuses[row]] === 'active' ? 1 : 0)
        if (!levels.has(level)) levels.set(level, [])
        if (levels.get(level).length < limit) levels.get(level).push(row)
      }
      const ordered = [...levels.keys()].sort((a, b) => b - a).flatMap((level) => levels.get(level))
      return { count, rows: ordered.slice(0, limit).map((row) => this.describe(row)) }
    }

    /* Returns what is shown of a row. */
    describe(row) {
      const { forms, form_words: words, places, statuses } = this.head
      const former = this.former.filter(([at]) => Number(at) === row).map(([, name]) => name)
      const spell = (name) => name.replace(FORMS, (mark) => words[mark.charCodeAt(0) - 0xe000])
      return {
        id: this.ids[row],
        name: spell(this.names[row]),
        kana: this.kana[row],
        former: former.map(spell),
        place: places[this.places[row]][0],
        form: forms[this.forms[row]],
        status: statuses[this.statuses[row]],
      }
    }
  }

  let loading

  /* Loads the index once. */
  function loadIndex() {
    loading ??= readAsset(FILE).then(inflate).then((bytes) => new Index(bytes))
    loading.catch(() => { loading = undefined })
    return loading
  }

  Object.assign(tsunagu, { loadIndex })
})()
