// dmp new: a starting project.

import { jsonOption } from "../options.ts";
import type { AddCommand } from "../program.ts";
import { newProject } from "../project/project.ts";

export const addNew: AddCommand = (program, io) => {
  program
    .command("new")
    .description("a starting project: network, hardware choice, weights, recordings, a test")
    .argument("<folder>", "new or empty folder")
    .addOption(jsonOption("folder, files"))
    .addHelpText(
      "after",
      "\nExamples:\n  dmp new first\n  cd first && npm install && npm test && npx dmp run . recordings.json\n",
    )
    .action((folder: string, { json }: { json?: boolean }) => {
      const files = newProject(folder);
      if (json) io.out(`${JSON.stringify({ folder, files })}\n`);
      else
        io.out(
          `${files.map((name) => `  ${name}\n`).join("")}\nNext: cd ${folder} && npm install && npm test && npx dmp run . recordings.json\n`,
        );
    });
};
