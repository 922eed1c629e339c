"""How alerts reach people: a file for each kind of channel, with `connect`."""
