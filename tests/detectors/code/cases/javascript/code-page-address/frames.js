'use strict';

const isSafe = (address) => /^https:/.test(address);

function Child() {
  const self = this;
  this.navigate = function (message) {
    document.location.href = message; // expect: code-page-address
  };
  this.replace = function (message) {
    location.replace(message); // expect: code-page-address
  };
  this.checked = function (message) {
    if (!isSafe(message)) return;
    document.location.href = message; // ok: code-page-address
  };
  this.own = function () {
    location.href = '/start'; // ok: code-page-address
  };
  window.addEventListener('message', function (event) {
    const parts = event.data.split(':');
    self[parts[0]](parts[1]);
  });
}
module.exports = Child;
