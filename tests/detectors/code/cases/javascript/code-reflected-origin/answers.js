const express = require('express');

const ORIGINS = ['https://shop.example.org'];
const app = express();
app.get('/a', (req, res) => {
  res.setHeader('Access-Control-Allow-Origin', req.headers.origin); // expect: code-reflected-origin
  res.setHeader('Access-Control-Allow-Credentials', 'true');
  res.json([]);
});
app.get('/b', (req, res) => {
  const origin = req.headers.origin;
  if (ORIGINS.includes(origin)) {
    res.setHeader('Access-Control-Allow-Origin', origin); // ok: code-reflected-origin
    res.setHeader('Access-Control-Allow-Credentials', 'true');
  }
  res.json([]);
});
