const mongoose = require('mongoose');

exports.User = mongoose.model('User', new mongoose.Schema({ name: String, size: Number, title: String }));
exports.Post = mongoose.model('Post', new mongoose.Schema({ name: String }));
