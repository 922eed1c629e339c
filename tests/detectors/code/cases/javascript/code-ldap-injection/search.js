const express = require('express');
const ldap = require('ldapjs');

const app = express();
const client = ldap.createClient({ url: 'ldaps://localhost' });
app.get('/', (req, res) => {
  client.search('ou=people', { filter: `(uid=${req.query.name})` }, () => {}); // expect: code-ldap-injection
  client.search(`uid=${req.query.name},ou=people`, {}, () => {}); // expect: code-ldap-injection
  const filter = new ldap.EqualityFilter({ attribute: 'uid', value: req.query.name });
  client.search('ou=people', { filter }, () => {}); // ok: code-ldap-injection
});
