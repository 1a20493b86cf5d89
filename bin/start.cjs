// Starts a command from the build, or from the sources where there is no build: in a checkout that was installed without
// the compiler.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const root = join(__dirname, "..");

/** @param {string} name of a file in src/cli */
module.exports = (name) => {
  const built = join(root, "dist", "src", "cli", `${name}.js`);
  if (existsSync(built)) return import(pathToFileURL(built).href);
  const { createJiti } = require("jiti");
  return createJiti(__filename).import(join(root, "src", "cli", `${name}.ts`));
};
