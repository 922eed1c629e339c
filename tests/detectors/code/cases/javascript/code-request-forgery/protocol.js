'use strict';

const express = require('express');
const CDP = require('chrome-remote-interface');

const app = express();

async function show(url) {
  const client = await CDP({ port: 9222 });
  const { Page } = client;
  await Page.navigate({ url }); // expect: code-request-forgery
}

app.get('/show', async (req, res) => {
  await show(req.query.url);
  const client = await CDP({ port: 9222 });
  await client.Page.navigate({ url: 'https://example.org/' + req.query.path }); // ok: code-request-forgery
  res.end();
});
