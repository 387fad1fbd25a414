import { scalableServices } from "../../sourcegraph/deployment.ts";
import { versions } from "../../sourcegraph/versions/index.ts";
import { type Problem, show } from "../problem.ts";
import type { Sources } from "../specification.ts";

/** Checks that what environments deploy is there: the version has a catalogue, and replicas are of services. */
export function checkDeployments({ environments }: Sources): Problem[] {
  return environments.flatMap(({ document, value: { deployment } }): Problem[] => {
    const { version, commit, type, replicas = {} } = deployment;
    const problems: Problem[] = [];
    if (commit !== undefined && version !== "main") {
      problems.push(
        document.problem(["deployment", "commit"], {
          found: `a commit beside version ${version}`,
          allowed: "a commit beside version main: a release has images of its own",
        }),
      );
    }
    if (version !== "main" && !versions.includes(version)) {
      problems.push(
        document.problem(["deployment", "version"], {
          found: version,
          allowed: `main, or a version that there is a catalogue of: ${versions.join(", ")}`,
          remedy: "A new version is a file in sourcegraph/versions/catalogue.",
        }),
      );
    }
    for (const name of Object.keys(replicas)) {
      if (type === "container") {
        problems.push(
          document.problem(["deployment", "replicas", name], {
            found: `replicas of ${show(name)}`,
            allowed: "none: a single container has one of each",
          }),
        );
      } else if (!scalableServices().includes(name)) {
        problems.push(
          document.problem(["deployment", "replicas", name], {
            found: show(name),
            allowed: `a service that has replicas: ${scalableServices().join(", ")}`,
          }),
        );
      }
    }
    return problems;
  });
}
