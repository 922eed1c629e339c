function generateId() {
  return Math.abs((Math.random() * Date.now()) | 0).toString(); // expect: code-weak-random
}

class Manager {
  createSessionId() {
    return String(Math.random()); // expect: code-weak-random
  }

  jitter() {
    return 1 + Math.random() * 5; // ok: code-weak-random
  }
}

module.exports = { generateId, Manager };
