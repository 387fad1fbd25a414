import { openRepository } from "../../../github/open.ts";
import { loadSpecification } from "../../../spec/load.ts";
import { projectRoot, today } from "../../context.ts";
import { marks, paint } from "../../output/style.ts";

/** The command ci start: starts a workflow on the branch that is deployed. */
export async function start(workflow: string, { json }: { json?: boolean }): Promise<void> {
  const { github } = loadSpecification(projectRoot(), today()).organization;
  await openRepository(github.repository, process.env).dispatch(workflow, github.branch, {});
  console.log(json ? JSON.stringify({ started: workflow }) : `${paint("green", marks.done)} ${workflow} was started`);
}
