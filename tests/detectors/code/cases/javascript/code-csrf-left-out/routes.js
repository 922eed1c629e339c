'use strict';

const csrf = require('csurf')();

module.exports = (app, api, handlers) => {
  app.get('/form', csrf, handlers.form);
  app.post('/send', csrf, handlers.send); // ok: code-csrf-left-out
  app.post('/reply', handlers.reply); // expect: code-csrf-left-out
  app.post('/hooks/payment', handlers.paid); // ok: code-csrf-left-out
  api.post('/reply', handlers.reply); // ok: code-csrf-left-out
};
