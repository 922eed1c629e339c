const crypto = require('crypto');

function check(body, signature, key) {
  const digest = crypto.createHmac('sha256', key).update(body).digest('hex');
  if (digest === signature) { // expect: code-timing-comparison
    return true;
  }
  return crypto.timingSafeEqual(Buffer.from(digest), Buffer.from(signature)); // ok: code-timing-comparison
}

module.exports = check;
