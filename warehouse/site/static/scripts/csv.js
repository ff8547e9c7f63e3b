/* Writes CSV as the files of the release are: UTF-8 with BOM, CRLF, and no cell that a spreadsheet would run. */
'use strict'
;(() => {
  const DANGEROUS = /^'*[\s\p{Z}\p{Cc}\p{Cf}]*[=＝﹦+＋﹢\-－﹣@＠﹫\t\r]/u

  function spell(value) {
    if (value == null) return ''
    const text = Array.isArray(value) ? value.map(tsunagu.spell).join(';') : tsunagu.spell(value)
    const isMeasure = ['number', 'bigint', 'boolean'].includes(typeof value)
    return quote(!isMeasure && DANGEROUS.test(text) ? `'${text}` : text)
  }

  const quote = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

  /* Returns a value as text, in a cell of a page or of a file. */
  tsunagu.spell = (value) => {
    if (value == null) return ''
    if (Array.isArray(value)) return value.map(tsunagu.spell).join(', ')
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }

  tsunagu.makeCsv = (columns, rows) =>
    '\ufeff' + [columns, ...rows].map((row) => `${row.map(spell).join(',')}\r\n`).join('')

  /* Offers a text as a file. */
  tsunagu.save = (name, text) => {
    const link = tsunagu.make('a', { href: URL.createObjectURL(new Blob([text], { type: 'text/csv' })), download: name })
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  }
})()
