const express = require('express');
const cors = require('cors');
const helmet = require('helmet');

const app = express();
app.use(cors({ origin: true, credentials: true })); // expect: code-cors-any-origin
app.use(cors({ origin: 'https://shop.example.org', credentials: true })); // ok: code-cors-any-origin
app.use(cors()); // ok: code-cors-any-origin
app.use(helmet({ contentSecurityPolicy: false })); // expect: code-browser-protection-off
app.use(helmet()); // ok: code-browser-protection-off
