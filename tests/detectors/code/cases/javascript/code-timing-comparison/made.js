const { createHash, createHmac, timingSafeEqual } = require('crypto');

const SECRET = process.env.SECRET;

exports.first = (raw, headers) => {
  const wanted = createHmac('sha256', SECRET).update(raw).update('x').digest('hex');
  return wanted === headers.signature; // expect: code-timing-comparison
};
exports.second = (raw, given) => {
  const ours = createHmac('sha256', SECRET).update(raw).digest('base64');
  if (ours !== given) throw new Error('no'); // expect: code-timing-comparison
};
exports.third = (list, body) => createHash('sha256').update(body).digest('hex') === list.etag; // ok: code-timing-comparison
exports.fourth = (raw, given) => {
  const ours = createHmac('sha256', SECRET).update(raw).digest();
  return ours.length === given.length && timingSafeEqual(ours, given); // ok: code-timing-comparison
};
exports.fifth = (raw) => createHmac('sha256', SECRET).update(raw).digest('hex') === ''; // ok: code-timing-comparison
