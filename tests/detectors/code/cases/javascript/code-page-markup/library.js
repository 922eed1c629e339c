'use strict';

export class Status {
  constructor(element) {
    this.element = element;
  }

  show(text) {
    this.element.innerHTML = text; // expect: code-page-markup
    this.element.textContent = text; // ok: code-page-markup
  }

  row(name, number) {
    this.element.insertAdjacentHTML('beforeend', `<li>${name}</li>`); // expect: code-page-markup
    this.element.innerHTML = '<b>' + Number(number) + '</b>'; // ok: code-page-markup
    this.element.innerHTML = ''; // ok: code-page-markup
  }
}

export function list(target, names) {
  target.html('<ul><li>' + names.join('</li><li>') + '</li></ul>'); // expect: code-page-markup
}

export function clean(target, text) {
  target.innerHTML = DOMPurify.sanitize(text); // ok: code-page-markup
}
