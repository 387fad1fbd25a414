import type { TestProject } from "../../tests/support/project.ts";
import { type Measurement, measure } from "../measure.ts";

/** Runs `sgdist` in a project. */
export type Sgdist = (project: TestProject, args: string[]) => Promise<Measurement>;

type EnvironmentOf = (project: TestProject) => Promise<NodeJS.ProcessEnv>;

/** Brings up what all share. Returns the variables that Pulumi runs with. */
export async function onlyShared(
  project: TestProject,
  sgdist: Sgdist,
  environmentOf: EnvironmentOf,
): Promise<NodeJS.ProcessEnv> {
  await sgdist(project, ["local", "up"]);
  await sgdist(project, ["up", "bootstrap", "organization"]);
  return environmentOf(project);
}

/**
 * What a script that asks Pulumi about an environment takes: the preview of one.
 * @throws Error where it fails.
 */
export async function previewOfOne(
  pulumi: string,
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Measurement> {
  await measure(pulumi, ["stack", "init", "env-acme", "--non-interactive"], options);
  const preview = await measure(pulumi, ["preview", "--json", "--stack", "env-acme", "--non-interactive"], options);
  if (preview.code !== 0) throw new Error(preview.output);
  return preview;
}

/** The same in a project of its own. */
export async function previewInOwn(
  sgdist: Sgdist,
  ownProject: () => TestProject,
  environmentOf: EnvironmentOf,
  pulumi: string,
): Promise<Measurement> {
  const project = ownProject();
  try {
    return await previewOfOne(pulumi, { cwd: project.root, env: await onlyShared(project, sgdist, environmentOf) });
  } finally {
    await project.remove();
  }
}
