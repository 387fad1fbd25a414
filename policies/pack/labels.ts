import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { isKnown } from "../landscape/maybe.ts";
import { labelled } from "../landscape/resources/holdings.ts";
import type { Planned } from "../landscape/resources/planned.ts";
import { labelsAt, textAt } from "../landscape/resources/resource.ts";
import { projectType } from "../landscape/resources/stack.ts";
import type { Labels } from "../landscape/types.ts";
import { ofOne } from "./resources.ts";

interface Config {
  readonly labels: readonly string[];
}

/** Gives things the labels of their project, or tells which are missing, as the level says. */
export class ProjectLabels {
  /** The labels of projects that this run makes, by ID. */
  readonly #made = new Map<string, Labels>();
  readonly #planned: Planned;

  constructor(planned: Planned) {
    this.#planned = planned;
  }

  /** The labels of its project that a thing lacks, and where it would have them; undefined for what has none. */
  missing(args: ResourceValidationArgs): { path: string; own: Labels; missing: Labels } | undefined {
    const resource = ofOne(args);
    const project = textAt(resource, resource.type === projectType ? "projectId" : "project");
    if (!isKnown(project) || project === undefined) return undefined;
    const path = resource.type === projectType ? "labels" : labelled.get(resource.type);
    const own = path === undefined ? undefined : labelsAt(resource, path);
    if (path === undefined || own === undefined || !isKnown(own)) return undefined;
    if (resource.type === projectType) this.#made.set(project, own);
    const labels = this.#labelsOf(project);
    const wanted = args
      .getConfig<Config>()
      .labels.filter((name) => own[name] === undefined && labels[name] !== undefined);
    return { path, own, missing: Object.fromEntries(wanted.map((name) => [name, labels[name]!])) };
  }

  #labelsOf(project: string): Labels {
    const planned = this.#planned.projects.get(project)?.labels;
    return this.#made.get(project) ?? (planned !== undefined && isKnown(planned) ? planned : {});
  }

  /** The policy; off unless it is asked for. */
  policy(): ResourceValidationPolicy {
    return {
      name: "labels-of-project",
      description: "A thing lacks labels of its project.",
      enforcementLevel: "disabled",
      configSchema: {
        properties: {
          labels: {
            type: "array",
            items: { type: "string" },
            description: "the labels that things have of their project",
            default: ["application", "cost-code", "environment", "owner"],
          },
        },
      },
      remediationSteps: "Set the level of labels-of-project to remediate, and they are added.",
      validateResource: (args, report) => {
        const missing = Object.entries(this.missing(args)?.missing ?? {});
        if (missing.length > 0) report(`missing: ${missing.map((each) => each.join("=")).join(", ")}`);
      },
      remediateResource: (args) => {
        const found = this.missing(args);
        if (!found || Object.keys(found.missing).length === 0) return undefined;
        args.props[found.path] = { ...found.own, ...found.missing };
        return args.props;
      },
    };
  }
}
