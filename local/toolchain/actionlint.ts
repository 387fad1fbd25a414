import { join } from "node:path";
import { digestIn, download, fetchText } from "./download.ts";
import { build, ensure, neededToBuild, type Tool } from "./obtain.ts";
import { run } from "./run.ts";

/** The version of what checks GitHub's workflows. */
const version = "1.7.12";

const releases = `https://github.com/rhysd/actionlint/releases/download/v${version}`;

const tool: Tool = {
  name: `actionlint ${version}`,
  folder: `actionlint-${version}`,
  ways: [
    {
      name: "download from github.com",
      async obtain(folder) {
        const architecture = process.arch === "x64" ? "amd64" : process.arch;
        const url = `${releases}/actionlint_${version}_${process.platform}_${architecture}.tar.gz`;
        const digest = async () => digestIn(await fetchText(`${releases}/actionlint_${version}_checksums.txt`), url);
        await download({ url, output: "actionlint", isFlat: true, digest }, folder);
      },
    },
    build([
      {
        name: "actionlint",
        module: "actionlint",
        program: "github.com/rhysd/actionlint/cmd/actionlint",
        output: "actionlint",
      },
    ]),
  ],
  async check(folder) {
    const said = await run(join(folder, "bin", "actionlint"), ["--version"]);
    if (!said.includes(version) && !said.includes("built"))
      throw new Error(`actionlint turned out to be ${said.trim()}`);
  },
  needed: `network access to github.com, or ${neededToBuild}`,
};

/**
 * Makes sure that actionlint is there, and returns the file.
 * @throws SetupError when there is no way to get it.
 */
export const ensureActionlint = async (): Promise<string> => join(await ensure(tool), "bin", "actionlint");
