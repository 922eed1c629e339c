const yaml = require('js-yaml');

function read(text) {
  yaml.load(text, { schema: yaml.DEFAULT_FULL_SCHEMA }); // expect: code-unsafe-yaml
  yaml.load(text, { schema: yaml.JSON_SCHEMA }); // ok: code-unsafe-yaml
  return yaml.load(text); // ok: code-unsafe-yaml
}

module.exports = read;
