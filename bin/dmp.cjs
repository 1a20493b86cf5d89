#!/usr/bin/env node
// The command `dmp`.
require("./node-version.cjs");
require("./start.cjs")("main");
