// What becomes text, what is escaped, and addresses whose host or scheme was compared.
import DOMPurify from 'dompurify';
const q = new URLSearchParams(location.search).get('q');
const box = document.getElementById('box');
box.textContent = q; // ok: code-cross-site-scripting
box.innerText = location.hash; // ok: code-cross-site-scripting
box.innerHTML = DOMPurify.sanitize(q); // ok: code-cross-site-scripting
box.innerHTML = `<b>${encodeURIComponent(q)}</b>`; // ok: code-cross-site-scripting
box.appendChild(document.createTextNode(q)); // ok: code-cross-site-scripting
box.setAttribute('title', q); // ok: code-cross-site-scripting
box.innerHTML = '<b>' + Number(q) + '</b>'; // ok: code-cross-site-scripting
box.innerHTML = q.replace(/</g, '&lt;'); // ok: code-cross-site-scripting
$('#box').text(q); // ok: code-cross-site-scripting
box.innerHTML = window.DOMPurify.sanitize(location.hash); // ok: code-cross-site-scripting
function escapeHtml(s) { return s.replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`); }
box.innerHTML = escapeHtml(q); // ok: code-cross-site-scripting
function viaNode(s) { const d = document.createElement('div'); d.textContent = s; return d.innerHTML; }
box.innerHTML = viaNode(q); // ok: code-cross-site-scripting
if (['a', 'b'].includes(q)) box.innerHTML = q; // ok: code-cross-site-scripting
const target = new URL(q, location.href);
if (target.origin === location.origin) location.href = target.href; // ok: code-open-redirect,code-cross-site-scripting
if (['http:', 'https:'].includes(target.protocol) && target.host === location.host) location.assign(q); // ok: code-open-redirect,code-cross-site-scripting
const other = new URL(q, location.href);
if (['http:', 'https:'].includes(other.protocol)) location.href = other.href; // ok: code-cross-site-scripting
box.innerHTML = `<b>${q}</b>`; // expect: code-cross-site-scripting
if (other.protocol !== 'data:') location.href = location.hash.slice(1); // expect: code-cross-site-scripting
