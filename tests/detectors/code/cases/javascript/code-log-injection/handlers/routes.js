const Handler = require('./handler');

module.exports = (app, db) => {
  const handler = new Handler(db);
  const known = handler.known;
  app.post('/login', handler.login);
  app.get('/learn', known, (req, res) => res.redirect('/lessons'));
};
