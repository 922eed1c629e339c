'use strict';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

exports.text = function (length, alphabet) {
  let result = '';
  while (length--) {
    result += alphabet.charAt(Math.floor(Math.random() * alphabet.length)); // expect: code-random-text
  }
  return result;
};

exports.name = function (length) {
  let result = '';
  for (let i = 0; i < length; i++) result += LETTERS[Math.floor(Math.random() * LETTERS.length)]; // expect: code-random-text
  return result;
};

exports.safe = function (length) {
  let result = '';
  for (let i = 0; i < length; i++) result += LETTERS[crypto.randomInt(LETTERS.length)]; // ok: code-random-text
  return result;
};

exports.shuffled = function (cards) {
  for (let i = cards.length - 1; i > 0; i--) {
    const other = Math.floor(Math.random() * (i + 1)); // ok: code-random-text
    [cards[i], cards[other]] = [cards[other], cards[i]];
  }
  return cards[Math.floor(Math.random() * cards.length)]; // ok: code-random-text
};
