import { deployerAccount, previewerAccount, serviceAccountEmail, watcherAccount } from "../../../plan/names.ts";
import { loadSpecification } from "../../../spec/load.ts";
import type { Tier } from "../../../spec/schema/organization.ts";
import { projectRoot, today } from "../../context.ts";
import { printFacts } from "./print-facts.ts";

/** Whom workflows act as. */
export type Actor = Tier | "previewer" | "watcher";

const readers = { previewer: previewerAccount, watcher: watcherAccount } as const;

/** The e-mail address of the service account that a workflow acts as. */
export const accountOf = (actor: Actor): string => {
  const { organization } = loadSpecification(projectRoot(), today());
  const account = actor === "previewer" || actor === "watcher" ? readers[actor] : deployerAccount(actor);
  return serviceAccountEmail(account, organization.projects.seed.id);
};

/** The command ci identity: the account that a workflow acts as. */
export function identity(actor: Actor, { json }: { json?: boolean }): void {
  printFacts({ account: accountOf(actor) }, json);
}
