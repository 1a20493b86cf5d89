#!/usr/bin/env node
// The command `verilator`.
require("./node-version.cjs");
require("./start.cjs")("verilator");
