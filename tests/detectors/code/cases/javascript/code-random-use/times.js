const pause = (ms) => new Promise((done) => setTimeout(done, Math.random() * ms)); // ok: code-random-use

const jitter = () => Math.floor(Math.random() * 50); // ok: code-random-use

const keep = (sessions) => {
  const id = Math.random().toString(36); // expect: code-random-use
  setTimeout(() => sessions.delete(id), 1000);
};

module.exports = { pause, jitter, keep };
