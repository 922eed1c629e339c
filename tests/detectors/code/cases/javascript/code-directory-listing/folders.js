const express = require('express');
const serveIndex = require('serve-index');

const app = express();
app.use('/files', serveIndex('files')); // expect: code-directory-listing
app.use(express.static('public', { dotfiles: 'allow' })); // expect: code-directory-listing
app.use(express.static('public')); // ok: code-directory-listing
