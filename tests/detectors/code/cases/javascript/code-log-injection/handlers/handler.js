const { compareSync } = require('bcrypt');
const { Users } = require('./users');

// What is handed over has the request around it; who handed it over first had none that is known.
function Handler(db) {
  const users = new Users(db);
  this.known = (req, res, next) => (req.session.userId ? next() : res.redirect('/login'));
  this.login = (req, res, next) => {
    const { name, word } = req.body;
    users.find(name, (error, row) => {
      if (error) {
        console.log('no such user: ', name); // expect: code-log-injection
        return next(error);
      }
      if (!compareSync(word, row.hash)) return res.redirect('/login');
      req.session.userId = row._id; // expect: code-session-fixation
      return res.redirect('/');
    });
  };
}

module.exports = Handler;
