const express = require('express');
const axios = require('axios');
const got = require('got');
const fetch = require('node-fetch');
const http = require('http');
const request = require('request');
const superagent = require('superagent');
const puppeteer = require('puppeteer');

const app = express();

app.get('/a', async (req, res) => {
  const url = req.query.url;
  await fetch(url); // expect: code-request-forgery
  await axios.get(url); // expect: code-request-forgery
  await axios({ method: 'get', url }); // expect: code-request-forgery
  await got(`http://${req.query.host}/status`); // expect: code-request-forgery
  http.get(url, () => {}); // expect: code-request-forgery
  http.get({ host: req.query.host, path: '/' }); // expect: code-request-forgery
  request({ uri: url }); // expect: code-request-forgery
  superagent.get(url); // expect: code-request-forgery
  const browser = await puppeteer.launch();
  const page = await browser.newPage();
  await page.goto(url); // expect: code-request-forgery
  await fetch(`https://api.example.com/items/${encodeURIComponent(req.query.id)}`); // ok: code-request-forgery
  await axios.get('https://api.example.com/items', { params: { id: req.query.id } }); // ok: code-request-forgery
  await axios.post('https://api.example.com/items', req.body); // ok: code-request-forgery
});

app.get('/b', async (req, res) => {
  const url = new URL(req.query.url);
  if (url.hostname !== 'api.example.com') {
    return res.status(400).end();
  }
  await fetch(url); // ok: code-request-forgery
});

const HOSTS = ['a.example.com', 'b.example.com'];

app.get('/c', async (req, res) => {
  if (!HOSTS.includes(req.query.host)) {
    return res.status(400).end();
  }
  await fetch(`https://${req.query.host}/status`); // ok: code-request-forgery
});
