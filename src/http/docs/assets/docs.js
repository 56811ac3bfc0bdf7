// Narrows the page to the calls that hold all words of the search, and shows examples of one kind.
const search = document.getElementById('search')
const kind = document.getElementById('examples')
const found = document.getElementById('found')
const calls = [...document.querySelectorAll('section.call')].map(section => ({
  section,
  link: document.querySelector(`nav a[href="#${section.id}"]`)?.parentElement,
  text: `${section.id} ${section.textContent}`.toLowerCase(),
}))

function narrow() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
  let count = 0
  for (const { section, link, text } of calls) {
    const isWanted = words.every(word => text.includes(word))
    section.hidden = !isWanted
    if (link) link.hidden = !isWanted
    if (isWanted) count++
  }
  for (const group of document.querySelectorAll('main > section, nav > ul > li')) {
    const inner = [...group.querySelectorAll('section.call, li')]
    group.hidden = words.length > 0 && inner.every(call => call.hidden)
  }
  found.textContent = words.length === 0 ? '' : `${count} of ${calls.length} calls`
  if (words.length > 0) scrollTo(0, 0)
}

function showKind() {
  document.body.dataset.examples = kind.value
  localStorage.setItem('docs.examples', kind.value)
}

search.addEventListener('input', narrow)
kind.addEventListener('change', showKind)
kind.value = localStorage.getItem('docs.examples') ?? 'all'
if (kind.value === '') kind.value = 'all'
showKind()
narrow()
addEventListener('keydown', event => {
  if (event.key !== '/' || event.target instanceof HTMLInputElement) return
  event.preventDefault()
  search.focus()
})
