// Says in one sentence that Node.js is too old, before anything is loaded that an old one cannot even read. So this file
// is written in the JavaScript of any Node.js.
var needed = require("../package.json").engines.node.replace(">=", "");
var asked = needed.split(".");
var there = process.versions.node.split(".");
var newer = Number(there[0]) - Number(asked[0]) || Number(there[1]) - Number(asked[1]);

var said = ["error: dmp-rtl needs Node.js", needed, "or newer; this is", process.versions.node];

if (newer < 0) {
  process.stderr.write(said.join(" ").concat("\n"));
  process.exit(2);
}
