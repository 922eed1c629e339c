import DOMPurify from 'dompurify';
import $ from 'jquery';

function show() {
  const name = new URLSearchParams(location.search).get('name');
  const box = document.getElementById('box');
  box.innerHTML = name; // expect: code-cross-site-scripting
  box.innerHTML = `<b>${decodeURIComponent(window.location.hash.slice(1))}</b>`; // expect: code-cross-site-scripting
  box.innerHTML = DOMPurify.sanitize(name); // ok: code-cross-site-scripting
  box.textContent = name; // ok: code-cross-site-scripting
  box.insertAdjacentHTML('beforeend', name); // expect: code-cross-site-scripting
  document.write(document.referrer); // expect: code-cross-site-scripting
  document.write('<p>fine</p>'); // ok: code-cross-site-scripting
  $('#box').html(name); // expect: code-cross-site-scripting
  $('#box').text(name); // ok: code-cross-site-scripting
  $('#box').append('<li>' + name + '</li>'); // expect: code-cross-site-scripting
  window.location.href = name; // expect: code-cross-site-scripting
  window.location.href = '/search?q=' + name; // ok: code-cross-site-scripting
}

window.addEventListener('message', (event) => {
  document.body.innerHTML = event.data.html; // expect: code-cross-site-scripting
});

window.addEventListener('message', (event) => {
  if (event.origin !== 'https://shop.example.org') return;
  document.body.innerHTML = event.data.html; // ok: code-cross-site-scripting
});

window.addEventListener('click', (event) => {
  document.body.innerHTML = event.target.title; // ok: code-cross-site-scripting
});

show();
