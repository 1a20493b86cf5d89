// dmp new: a starting project.
import { command } from "../command.ts";
import { argument } from "../option.ts";
import { writeProject } from "../project/project.ts";
import { shellWord } from "../text.ts";

export const newProject = command({
  name: "new",
  about: "a starting project: network, hardware choice, weights, recordings, a test",
  arguments: { folder: argument("new or empty folder") },
  options: {},
  json: "folder, files",
  examples: ["dmp new first", "cd first && npm install && npm test && npx dmp run . recordings.json"],
  run({ folder }) {
    const files = writeProject(folder);
    const text = `${files.map((name) => `  ${name}\n`).join("")}
Next: cd ${shellWord(folder)} && npm install && npm test && npx dmp run . recordings.json
`;
    return { json: { folder, files }, text };
  },
});
