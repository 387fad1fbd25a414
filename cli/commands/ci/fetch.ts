import { GitReader } from "../../../proposal/git.ts";
import { projectRoot } from "../../context.ts";
import { printFacts } from "./print-facts.ts";

/** The command ci fetch: gets what is proposed. */
export async function fetchProposal(what: string, { json }: { json?: boolean }): Promise<void> {
  printFacts({ commit: await new GitReader(projectRoot()).fetch(what) }, json);
}
