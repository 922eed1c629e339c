const list = document.getElementById('list');
const base = window.location.origin;

fetch('/api/comments')
  .then((answer) => answer.json())
  .then((comments) => {
    list.innerHTML = comments.map((one) => `<li>${one.text}</li>`).join(''); // expect: code-cross-site-scripting
    list.textContent = comments[0].text; // ok: code-cross-site-scripting
  });

async function load() {
  const answer = await fetch(`${base}/api/comments`, { method: 'POST' });
  const made = await answer.json();
  list.innerHTML += `<li>${made.id}</li>`; // ok: code-cross-site-scripting
  const others = await (await fetch('https://example.org/feed')).json();
  list.innerHTML += `<li>${others.title}</li>`; // ok: code-cross-site-scripting
}

function user(id) {
  $.get('/users/' + id, function (found) {
    $('#name').html('<b>' + found.name + '</b>'); // expect: code-cross-site-scripting
    $('#name').text(found.name); // ok: code-cross-site-scripting
  });
}

async function search(words) {
  const answer = await axios.get('/search?q=' + words);
  list.innerHTML = answer.data.title; // expect: code-cross-site-scripting
  const fixed = await axios.get('/search');
  list.innerHTML = fixed.data.title; // ok: code-cross-site-scripting
  const hours = await axios.get('/hours');
  list.innerHTML = hours.data.text; // ok: code-cross-site-scripting
}
