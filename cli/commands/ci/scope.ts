import { deployerAccount, previewerAccount, serviceAccountEmail } from "../../../plan/names.ts";
import { roleOf } from "../../../proposal/files.ts";
import { GitReader } from "../../../proposal/git.ts";
import { loadSpecification } from "../../../spec/load.ts";
import type { Tier } from "../../../spec/schema/organization.ts";
import { projectRoot, today } from "../../context.ts";

/** Whom workflows act as. */
export type Actor = Tier | "previewer";

const accountOf = (actor: Actor): string => {
  const { organization } = loadSpecification(projectRoot(), today());
  const account = actor === "previewer" ? previewerAccount : deployerAccount(actor);
  return serviceAccountEmail(account, organization.projects.seed.id);
};

const print = (facts: Record<string, string | boolean>, json: boolean | undefined) =>
  console.log(
    json
      ? JSON.stringify(facts, null, 2)
      : Object.entries(facts)
          .map(([key, value]) => `${key}=${value}`)
          .join("\n"),
  );

/** The command ci scope: whether a proposal changes the program, and whom it may be planned as. */
export async function scope(options: { base: string; head: string; json?: boolean }): Promise<void> {
  const git = new GitReader(projectRoot());
  const [base, head] = await Promise.all([git.commit(options.base), git.commit(options.head)]);
  const merge = await git.merge(base, head);
  // What doesn't merge is told by the plan; nothing of the proposal is run for that.
  const changed = "tree" in merge ? await git.changed(base, merge.tree) : [];
  print({ program: changed.some((path) => roleOf(path) === "program"), account: accountOf("previewer") }, options.json);
}

/** The command ci fetch: gets what is proposed. */
export async function fetchProposal(what: string, { json }: { json?: boolean }): Promise<void> {
  print({ commit: await new GitReader(projectRoot()).fetch(what) }, json);
}

/** The command ci identity: the account that a workflow acts as. */
export function identity(actor: Actor, { json }: { json?: boolean }): void {
  print({ account: accountOf(actor) }, json);
}
