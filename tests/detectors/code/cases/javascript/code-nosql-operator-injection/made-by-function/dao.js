const UsersDAO = function (db) {
  if (false === (this instanceof UsersDAO)) {
    return new UsersDAO(db);
  }

  const users = db.collection("users");
  const entries = db.collection("log");

  this.login = (name, password, callback) => {
    users.findOne({ name: name, password: password }, callback); // expect: code-nosql-operator-injection
  };

  this.find = (name, callback) => {
    entries.find({ name: String(name) }).toArray(callback); // ok: code-nosql-operator-injection
  };

  this.rename = (id, callback) => {
    entries.update({ _id: id }, { $set: { name: "x" } }, callback); // expect: code-nosql-operator-injection
  };
};

module.exports.UsersDAO = UsersDAO;
