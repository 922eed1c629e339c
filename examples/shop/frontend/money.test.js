import assert from "node:assert/strict";
import test from "node:test";
import { euros } from "../shop/static/money.js";

test("cents are padded", () => assert.equal(euros(1205), "12.05 €"));
test("amounts below zero keep their sign", () => assert.equal(euros(-50), "-0.50 €"));
