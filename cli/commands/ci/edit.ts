import { changeBranch, type Edit } from "../../../github/edit.ts";
import { openRepository } from "../../../github/open.ts";
import { readData } from "../../../proposal/files.ts";
import { GitReader } from "../../../proposal/git.ts";
import { destructionDigest, extendEnvironment, removeEnvironment } from "../../../spec/edit.ts";
import { type Files, loadSpecification } from "../../../spec/load.ts";
import { UserError } from "../../../spec/problem.ts";
import { projectRoot, today } from "../../context.ts";
import { marks, paint } from "../../output/style.ts";

/** The options of `ci extend` and `ci destroy`. */
export interface EditOptions {
  by: string;
  plan?: string;
  json?: boolean;
}

/** Who asks, as it goes into a commit: a login, and nothing that could be more. */
function asker(by: string): string {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?$/.test(by)) return by;
  throw new UserError(`--by ${JSON.stringify(by)}: allowed is a login of GitHub.`);
}

/** Commits a change of the branch that is deployed, as it is there and then. */
async function commitEdit(decide: (files: Files) => Edit, options: EditOptions, done: string): Promise<void> {
  const root = projectRoot();
  const { github } = loadSpecification(root, today()).organization;
  const git = new GitReader(root);
  const repository = openRepository(github.repository, process.env);
  const commit = await changeBranch(repository, github.branch, async (head) => {
    // What is decided on is what the commit will be put on.
    const fetched = await git.fetch(github.branch);
    const { files, problems } = await readData(git, fetched === head ? fetched : await git.commit(head));
    if (problems.length > 0) throw UserError.of([...problems]);
    return decide(files);
  });
  console.log(options.json ? JSON.stringify({ commit }, null, 2) : `${paint("green", marks.done)} ${done} (${commit})`);
}

/** The command ci extend: commits a later last day. */
export async function extend(name: string, until: string, options: EditOptions): Promise<void> {
  const by = asker(options.by);
  const decide = (files: Files): Edit => {
    const { edits, expires } = extendEnvironment(files, name, until, today());
    return { message: `Extend ${name} until ${expires}\n\nAsked for by ${by}.\n`, files: edits };
  };
  await commitEdit(decide, options, `${name} lives longer`);
}

/** The command ci destroy: commits that an environment is gone. */
export async function destroy(name: string, options: EditOptions): Promise<void> {
  const by = asker(options.by);
  const decide = (files: Files): Edit => {
    const { file, environment } = removeEnvironment(files, name, today());
    const digest = destructionDigest(file, files.get(file)!);
    if (options.plan !== undefined && options.plan !== digest) {
      throw new UserError(
        `${name} has changed since its end was asked for (${options.plan} then, ${digest} now). Look at it again, and ` +
          "ask again.",
      );
    }
    const message = `Destroy ${name}\n\nIts project ${environment.project} goes with all its data. Asked for by ${by}.\n`;
    return { message, files: new Map([[file, null]]) };
  };
  await commitEdit(decide, options, `${name} is to go`);
}
