/* What every page with scripts has: its settings, its words, and elements made of text, never of markup. */
'use strict'
globalThis.tsunagu = (() => {
  const settings = JSON.parse(document.getElementById('settings').textContent)

  /* Returns words of the page, with {names} filled in. */
  const word = (key, values = {}) =>
    (settings.words[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all)

  /* Returns the name of a code of a list; the code itself where the list lacks it. */
  const name = (list, code) => settings.codes[list]?.[code] ?? code

  /* Returns a whole number in groups of three digits; a formatter of the browser takes longer to make than a search. */
  const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

  /* Returns a new element. Children are elements or text; text is never read as markup. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(name, '')
      else if (value !== false && value != null) element.setAttribute(name, String(value))
    }
    element.append(...children.filter((child) => child != null).map((child) => child instanceof Node ? child : String(child)))
    return element
  }

  /* Returns the part of the address after #, which no server is told. */
  const readHash = () => new URLSearchParams(location.hash.slice(1))

  /* Keeps what is asked in the address, so that it can be shared, and in the link to the other language. */
  function writeHash(values) {
    const kept = Object.entries(values).filter(([, value]) => value)
    const hash = kept.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
    history.replaceState(null, '', `#${hash}`)
    carryHash()
  }

  function carryHash() {
    const other = document.querySelector('a.language')
    if (other) other.href = other.href.split('#')[0] + location.hash
  }

  addEventListener('hashchange', carryHash)
  carryHash()
  return { settings, word, name, number, make, readHash, writeHash }
})()
