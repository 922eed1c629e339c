function Users(db) {
  if (!(this instanceof Users)) return new Users(db);
  const rows = db.collection('users');
  this.find = (name, done) => {
    const look = (error, row) => {
      if (error) return done(error);
      done(null, row);
    };
    rows.findOne({ name: String(name) }, look);
  };
}

module.exports = { Users };
