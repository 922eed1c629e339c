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
