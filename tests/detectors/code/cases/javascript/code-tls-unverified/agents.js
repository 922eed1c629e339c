const https = require('https');
const tls = require('tls');
const axios = require('axios');
const { Pool } = require('pg');

new https.Agent({ rejectUnauthorized: false }); // expect: code-tls-unverified
new https.Agent({ rejectUnauthorized: true }); // ok: code-tls-unverified
axios.get('https://a.example.org', { httpsAgent: new https.Agent({ rejectUnauthorized: false }) }); // expect: code-tls-unverified
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // expect: code-tls-unverified
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1'; // ok: code-tls-unverified
new Pool({ ssl: { rejectUnauthorized: false } }); // expect: code-tls-unverified
new Pool({ ssl: true }); // ok: code-tls-unverified
tls.createServer({ minVersion: 'TLSv1' }); // expect: code-old-tls
tls.createServer({ minVersion: 'TLSv1.2' }); // ok: code-old-tls

const nugget = require('nugget');

function fetched(address, settings) {
  const options = new URL(address);
  options.rejectUnauthorized = false; // expect: code-tls-unverified
  options.rejectUnauthorized = settings.checked; // ok: code-tls-unverified
  settings.strictSSL = false; // expect: code-tls-unverified
  settings.strictSSL = true; // ok: code-tls-unverified
  const asked = { target: 'kept', strictSSL: false };
  nugget(address, asked); // expect: code-tls-unverified
  nugget(address, { target: 'kept' }); // ok: code-tls-unverified
}

module.exports = fetched;
