/* Finds organisations in the index of names: by name, reading, former name, number and place, all in the browser.
   How the index is laid out is written in warehouse/site/search_index.py. */
'use strict'
;(() => {
  const { readAsset, settings } = tsunagu
  const FILE = 'search/organizations.bin'
  /* Characters that stand for the words of a legal form. */
  const [FIRST_MARK, LAST_MARK] = [0xe000, 0xf8ff]
  const FORMS = /[\ue000-\uf8ff]/g
  /* What is not compared; a line feed parts lines. */
  const SIGNS = ' \t\r\u00a0\u200b\u3000\ufeff・.,\'"()[]「」『』&-‐‑–—―〜~'
  /* Texts with what is rare in them, and a letter before that it may be one with: the rest is NFKC as it stands. */
  const RARE = /[^]?[^\n -~\u3000\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\ue000-\uf8ff]+/g
  const SCORES = { exact: 4, start: 3, inside: 2, place: 1 }

  const decodeUnits = (units) => new TextDecoder('utf-16le').decode(units)

  /* Returns a function that gives texts as they are compared: one width, small letters, katakana, one form of each
     kanji, no signs. A million letters are folded at once: every code unit is looked up, 0 leaves it out. */
  function makeFold(variants) {
    const units = new Uint16Array(0x10000)
    for (let unit = 0; unit < units.length; unit += 1) units[unit] = unit
    for (let kana = 0x3041; kana <= 0x3096; kana += 1) units[kana] = kana + 0x60
    for (let letter = 0x41; letter <= 0x5a; letter += 1) units[letter] = letter + 0x20
    const pairs = Object.entries(variants)
    for (const [old, kanji] of pairs) if (old.length === 1) units[old.charCodeAt(0)] = kanji.charCodeAt(0)
    for (const sign of SIGNS) units[sign.charCodeAt(0)] = 0
    units.fill(0, FIRST_MARK, LAST_MARK + 1)
    const wide = pairs.filter(([old]) => old.length > 1)
    const foldRare = (run) =>
      wide.reduce((plain, [old, kanji]) => plain.replaceAll(old, kanji), run.normalize('NFKC').toLowerCase())
    return (text) => {
      const plain = text.replace(RARE, foldRare)
      const folded = new Uint16Array(plain.length)
      let length = 0
      for (let at = 0; at < plain.length; at += 1) {
        const unit = units[plain.charCodeAt(at)]
        if (unit) folded[length++] = unit
      }
      return decodeUnits(folded.subarray(0, length))
    }
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
    const units = new Uint16Array(bytes.length)
    for (let at = 0; at < bytes.length; at += 1) units[at] = bytes[at] === 10 ? 10 : 0x3000 + bytes[at]
    return decodeUnits(units)
  }

  /* Returns corporate numbers without their check digits; a step a line. */
  function addSteps(bytes, count) {
    const bodies = new Float64Array(count)
    let [row, body, step] = [0, 0, 0]
    for (let at = 0; row < count; at += 1) {
      const digit = bytes[at] - 48
      if (digit >= 0) step = step * 10 + digit
      else {
        body += step
        bodies[row] = body
        row += 1
        step = 0
      }
    }
    return bodies
  }

  /* A column of lines that is searched as one text. */
  class Lines {
    constructor(text, rowOf = (line) => line) {
      this.text = text
      this.rowOf = rowOf
      this.starts = [0]
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1)
    }

    /* Returns where a line ends. */
    endOf(line) {
      return (this.starts[line + 1] ?? this.text.length + 1) - 1
    }

    /* Returns one line. */
    read(line) {
      return this.text.slice(this.starts[line], this.endOf(line))
    }

    /* Raises the scores of the rows whose line holds the word. */
    raise(scores, word) {
      const { text, starts } = this
      let line = 0
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        while (line + 1 < starts.length && starts[line + 1] <= at) line += 1
        const ends = at + word.length === this.endOf(line)
        const score = at !== starts[line] ? SCORES.inside : ends ? SCORES.exact : SCORES.start
        const row = this.rowOf(line)
        if (score > scores[row]) scores[row] = score
      }
    }
  }

  /* Returns the scores of rows that both have, the better of each. */
  function keepCommon(some, others) {
    return some.map((score, row) => (score && others[row] ? Math.max(score, others[row]) : 0))
  }

  class Index {
    constructor(bytes) {
      const { head, parts, text } = splitParts(bytes)
      this.head = head
      this.fold = makeFold(head.variants)
      this.names = new Lines(text('names'))
      this.kana = new Lines(readKana(parts.kana))
      this.digits = text('digits')
      this.bodies = addSteps(parts.steps, this.digits.length)
      this.others = text('others').split('\n').filter(Boolean)
      this.places = new Uint16Array(parts.places.buffer)
      this.forms = parts.forms
      this.statuses = parts.statuses
      this.former = text('former').split('\n').filter(Boolean).map((line) => line.split('\t'))
      const former = this.former.map(([, name]) => name).join('\n')
      this.columns = [
        new Lines(this.fold(this.names.text)),
        new Lines(this.fold(this.kana.text)),
        new Lines(this.fold(former), (line) => Number(this.former[line][0])),
      ]
      this.placeTexts = head.places.map((texts) => this.fold(texts.join('\n')))
      const words = head.form_words.map((word) => this.fold(word).replace(/[.*+?^${}|\\]/g, '\\$&'))
      this.formWords = new RegExp(words.filter(Boolean).join('|'), 'g')
    }

    /* Returns the identifier of a row. */
    spellId(row) {
      const { bodies, digits, others } = this
      if (row >= bodies.length) return others[row - bodies.length]
      return `JP-JCN-${digits[row]}${String(1e12 + bodies[row]).slice(1)}`
    }

    /* The identifiers of all rows: made when a number is asked for, since most ask for names. */
    get identifiers() {
      const all = Array.from(this.statuses, (_, row) => this.spellId(row))
      const value = new Lines(all.join('\n').toUpperCase())
      Object.defineProperty(this, 'identifiers', { value })
      return value
    }

    /* Returns the words of a question; a legal form says nothing, since names are compared without theirs. The number
       of an invoice is T and the corporate number. */
    splitWords(question) {
      return question.normalize('NFKC').split(/\s+/)
        .map((word) => word.replace(/^T(?=\d{13}$)/i, ''))
        .map((word) => (/^(JP-.+|[\d-]{4,})$/i.test(word)
          ? { identifier: word.toUpperCase(), text: this.fold(word) }
          : { text: this.fold(word).replace(this.formWords, '') }))
        .filter(({ text }) => text)
    }

    /* Returns the score of every row for one word. */
    score({ identifier, text }) {
      const scores = new Uint8Array(this.statuses.length)
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
      if (!words.length) return { count: 0, rows: [], isFormAlone: true }
      const scores = words.map((word) => this.score(word)).reduce(keepCommon)
      const active = this.head.statuses.indexOf('active')
      const levels = new Map()
      let count = 0
      for (let row = 0; row < scores.length; row += 1) {
        if (!scores[row]) continue
        count += 1
        const level = scores[row] * 2 + (this.statuses[row] === active ? 1 : 0)
        if (!levels.has(level)) levels.set(level, [])
        if (levels.get(level).length < limit) levels.get(level).push(row)
      }
      const ordered = [...levels.keys()].sort((a, b) => b - a).flatMap((level) => levels.get(level))
      return { count, rows: ordered.slice(0, limit).map((row) => this.describe(row)) }
    }

    /* Returns what is shown of a row. */
    describe(row) {
      const { forms, form_words: words, places, statuses } = this.head
      const former = this.former.filter(([at]) => at === String(row)).map(([, name]) => name)
      const spell = (name) => name.replace(FORMS, (mark) => words[mark.charCodeAt(0) - FIRST_MARK])
      return {
        id: this.spellId(row),
        name: spell(this.names.read(row)),
        kana: this.kana.read(row),
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
