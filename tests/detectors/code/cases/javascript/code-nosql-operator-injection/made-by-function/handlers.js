const UsersDAO = require("./dao").UsersDAO;

function Handlers(db) {
  const dao = new UsersDAO(db);

  this.login = (req, res) => {
    dao.login(req.body.name, req.body.password, (error, user) => res.json(user));
  };

  this.find = (req, res) => {
    dao.find(req.body.name, (error, found) => res.json(found));
  };

  this.rename = (req, res) => {
    dao.rename(req.body.id, () => res.end());
  };
}

module.exports = Handlers;
