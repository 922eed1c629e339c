const express = require('express');
const lusca = require('lusca');

const app = express();
app.use(lusca({ csrf: false, xframe: 'SAMEORIGIN' })); // expect: code-csrf-off
app.use(lusca({ csrf: true })); // ok: code-csrf-off
