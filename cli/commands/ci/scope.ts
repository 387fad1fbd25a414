import { GitReader } from "../../../proposal/git.ts";
import { scopeOf } from "../../../proposal/scope.ts";
import { projectRoot, today } from "../../context.ts";
import { accountOf } from "./identity.ts";
import { printFacts } from "./print-facts.ts";

/** The command ci scope: what a proposal changes, and whom it may be planned as. */
export async function scope({ base, head, json }: { base: string; head: string; json?: boolean }): Promise<void> {
  const found = await scopeOf(new GitReader(projectRoot()), base, head, today());
  printFacts({ ...found, account: accountOf("previewer") }, json);
}
