const nunjucks = require('nunjucks');
const handlebars = require('handlebars');

nunjucks.configure('views', { autoescape: false }); // expect: code-autoescape-off
nunjucks.configure('views', { autoescape: true }); // ok: code-autoescape-off
handlebars.compile('{{a}}', { noEscape: true }); // expect: code-autoescape-off
handlebars.compile('{{a}}'); // ok: code-autoescape-off
