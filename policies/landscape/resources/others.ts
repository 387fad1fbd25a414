import { isKnown, type Maybe } from "../maybe.ts";
import { homeOf, identityOfRun, isRetired } from "../questions.ts";
import type { ProjectFacts } from "../types.ts";
import type { ProjectDraft, Survey } from "./survey.ts";

/** The projects that grants, keys and networks of a stack name, by ID or number. */
function namedIn({ grants, runs, projects }: Survey): Maybe<string | undefined>[] {
  return [
    ...grants.flatMap(({ member, project }) => [project, isKnown(member) ? homeOf(member) : undefined]),
    ...runs.map(identityOfRun).map((identity) => (isKnown(identity) ? homeOf(identity) : undefined)),
    ...[...projects.values()].flatMap(({ holdings, networks }) => [
      ...holdings.map(({ keyProject }) => keyProject),
      ...networks.flatMap(({ peers }) => (isKnown(peers) ? peers : [])),
    ]),
  ];
}

/** Takes up the projects of other stacks that something of this one reaches, or that reach it: what they are decides. */
export function meetProjects(survey: Survey): void {
  const { stack } = survey;
  for (const named of namedIn(survey)) {
    if (named === undefined || !isKnown(named)) continue;
    const id = stack.idOf(named);
    if (!survey.projects.has(id) && !stack.planned.projects.has(id)) continue;
    const project = survey.project(id);
    if (named !== id) project.number = named;
  }
}

/** Anybody can write a label: a project is retired when the specification says so too. */
function believeRetired(project: ProjectDraft, planned: ProjectFacts | undefined): void {
  const { labels } = project;
  if (!isKnown(labels) || !isRetired(labels)) return;
  if (planned && isKnown(planned.labels) && isRetired(planned.labels)) return;
  const { retired: _, ...others } = labels;
  project.labels = others;
}

/** Says of projects which other stack makes the same one, or one for the same environment. */
export function compareWithPlan(survey: Survey): void {
  const { stack, projects } = survey;
  const [own] = stack.resources;
  const name = own?.urn.split(":")[2];
  const others = [...stack.planned.projects.values()].filter(
    ({ labels }) => isKnown(labels) && labels.stack !== undefined && labels.stack !== name,
  );
  const environmentName = (labels: (typeof others)[number]["labels"]) =>
    isKnown(labels) ? labels["environment-name"] : undefined;
  for (const project of projects.values()) {
    if (!project.declared) continue;
    believeRetired(project, stack.planned.projects.get(project.id));
    const twin = others.find(({ id }) => id === project.id);
    const called = environmentName(project.labels);
    const namesake = others.find(
      ({ id, labels }) => called !== undefined && id !== project.id && environmentName(labels) === called,
    );
    const stackOf = (other: typeof twin) => (other && isKnown(other.labels) ? other.labels.stack : undefined);
    const [alsoIn, nameAlsoIn] = [stackOf(twin), namesake?.id];
    if (alsoIn !== undefined) project.alsoIn = alsoIn;
    if (nameAlsoIn !== undefined) project.nameAlsoIn = nameAlsoIn;
  }
}
