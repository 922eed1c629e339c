const wait = Math.random() * 100; // expect: code-random-use
const { randomInt } = require('crypto');
const other = randomInt(100); // ok: code-random-use

module.exports = { wait, other };
