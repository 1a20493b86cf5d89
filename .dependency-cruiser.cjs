/** The layers of the project: each folder may import only what is listed here for it. */
const layers = {
  "src/base": [],
  "src/hdl": [],
  "src/files": [],
  "src/network": ["src/files"],
  "src/recordings": ["src/files"],
  "src/import": ["src/files", "src/network", "src/recordings"],
  "src/quantize": ["src/network", "src/recordings"],
  golden: ["src/network/integer.ts"],
  "src/core": ["src/hdl", "src/network/integer.ts", "src/network/ranges.ts"],
  "src/simulate": ["src/hdl", "src/core"],
  "src/stimuli": ["src/simulate", "src/core", "golden", "src/network/integer.ts"],
  "src/verify": [
    "src/stimuli",
    "src/simulate",
    "golden",
    "src/quantize",
    "src/network",
    "src/core",
    "src/hdl",
    "src/recordings",
  ],
  "src/axi": ["src/core", "src/hdl"],
  "src/generate": [
    "src/axi",
    "src/core",
    "src/hdl",
    "src/simulate",
    "src/stimuli",
    "golden",
    "src/network/integer.ts",
  ],
  "src/inference": ["src/simulate", "src/verify", "src/core", "golden", "src/network"],
  "src/flow": ["src/core", "src/hdl", "src/network/integer.ts", "src/simulate", "src/generate", "src/verify"],
  "src/board": ["src/core", "src/hdl", "src/network/integer.ts", "src/simulate", "src/flow"],
  "src/explore": [
    "src/core",
    "src/hdl",
    "src/flow",
    "src/generate",
    "src/verify",
    "src/inference",
    "src/quantize",
    "src/network",
    "src/recordings",
    "golden",
  ],
  "src/batch": [
    "src/explore",
    "src/inference",
    "src/verify",
    "src/simulate",
    "src/flow",
    "src/core",
    "src/network",
  ],
  "src/report": [],
};

const escapeDots = (path) => path.replace(/[.]/g, "\\.");
const folder = (path) => (path.endsWith(".ts") ? `^${escapeDots(path)}$` : `^${escapeDots(path)}/`);

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([from, allowed]) => ({
      name: `layer-${from}`,
      comment: `${from} may import only: ${["itself", "src/base", ...allowed].join(", ")}`,
      severity: "error",
      from: { path: folder(from) },
      to: {
        path: "^(src|golden|test|bench)/",
        pathNot: [folder(from), folder("src/base"), ...allowed.map(folder)],
      },
    })),
    {
      name: "nothing-imports-cli",
      severity: "error",
      from: { path: "^(src|golden)/", pathNot: "^src/cli/" },
      to: { path: "^src/cli/" },
    },
    {
      name: "installed-with-the-package",
      comment: "what runs at a user's place may import only what `dependencies` of package.json bring",
      severity: "error",
      from: { path: "^(bin|src|golden)/" },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "npm-optional", "npm-peer", "unknown"],
        pathNot: "^node_modules/@types/",
      },
    },
    {
      name: "no-circle",
      comment: "two files that need each other, be it for a type, are one thought in two places",
      severity: "error",
      from: { path: "^(src|golden)/" },
      to: { circular: true },
    },
    {
      name: "product-imports-no-test",
      severity: "error",
      from: { path: "^(src|golden)/" },
      to: { path: "^(test|bench)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    parser: "swc",
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
