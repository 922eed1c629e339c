// Parts of an address that are asked for by names which are known one by one.
const params = new URLSearchParams(window.location.search);
const bar = document.querySelector('#bar');
const LABELS = { brand: 'Brand', colour: 'Colour' };

function asked(search) {
  return Object.keys(LABELS)
    .filter((name) => search.has(name))
    .map((name) => ({ name, label: LABELS[name], value: search.get(name) }));
}

for (const one of asked(params)) {
  bar.insertAdjacentHTML('beforeend', `<b>${one.value}</b>`); // expect: code-cross-site-scripting
  bar.insertAdjacentHTML('beforeend', `<b>${one.label}</b>`); // ok: code-cross-site-scripting
}
