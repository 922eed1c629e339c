import $ from 'jquery';

export function show() {
  $(window.location.hash).show(); // ok: code-cross-site-scripting
  const tab = location.hash;
  $(tab).show(); // ok: code-cross-site-scripting
  $(tab.slice(1)).show(); // expect: code-cross-site-scripting
  $(tab.replace('#', '')).show(); // expect: code-cross-site-scripting
  $(decodeURIComponent(tab).substring(1)).show(); // expect: code-cross-site-scripting
  $('#box').html(tab); // expect: code-cross-site-scripting
  window.location.href = window.location.href + '?again=1'; // ok: code-cross-site-scripting
  window.location.href = `${document.URL}&again=1`; // ok: code-cross-site-scripting
  window.location.href = tab.slice(1); // expect: code-cross-site-scripting
  document.body.innerHTML = window.location.href; // expect: code-cross-site-scripting
}
