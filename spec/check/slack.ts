import type { Problem } from "../problem.ts";
import type { Sources } from "../specification.ts";

/** Checks that the command in Slack has what it needs: somebody to listen to, a project, and an app that starts workflows. */
export function checkSlack({ organization: { value, document } }: Sources): Problem[] {
  const { notifications, projects, github } = value;
  if (!notifications?.slack?.commands) return [];
  const problem = (path: string[], found: string, allowed: string, remedy: string) =>
    document.problem(path, { found, allowed, remedy });
  const commands = ["notifications", "slack", "commands"];
  return [
    ...(github.app
      ? []
      : [
          problem(
            commands,
            "true without an app of GitHub",
            "true where github.app is there too",
            "What is asked for in Slack is done by a workflow, which the app starts: docs/github-app.md tells how to make one.",
          ),
        ]),
    ...(projects.slack
      ? []
      : [
          problem(
            commands,
            "true without a project slack",
            "true where projects.slack is there too",
            "What is open to the internet has a project of its own: add one to projects and to ledger.yaml.",
          ),
        ]),
    ...(Object.keys(notifications.slack.people ?? {}).length > 0
      ? []
      : [
          problem(
            commands,
            "true, and nobody who may use it",
            "true where notifications.slack.people names somebody",
            "Write down the login of GitHub of each member of Slack who may.",
          ),
        ]),
  ];
}
