import { parseSpecification } from "../../spec/load.ts";
import type { Specification } from "../../spec/specification.ts";
import { goodFiles, replace, today } from "./specification.ts";

/** The number of the product's repository in tests. */
export const productId = 40_000_001;

export const previews = `previews:
  repository: example/product
  repositoryId: "${productId}"
  label: preview
  kind: preview
  perPerson: 1
  total: 2
  inactivity: 2d
  maximumAge: 7d
  extension: 2d
`;

const kind = `  preview:
    folder: testing
    tier: nonproduction
    deletion: disposable
    budget: { default: 150, ceiling: 400 }
    ladder: [notify, freeze]
    apis: []
    access: [roles/logging.viewer]
`;

export const slotFile = (name: string): string => `environments/${name}.yaml`;

const slot = (name: string): string => `# A slot.
name: ${name}
kind: preview
owner: search
purpose: A slot for preview environments.
project: tst-${name}-p4p4
deployment:
  type: container
  version: main
  size: xs
`;

/** What a leased slot has besides. */
export const leaseText = `lease:
  pullRequest: 7
  person: ada
  personId: 70
  since: 2026-11-20T10:00:00Z
  active: 2026-11-20T10:00:00Z
  until: 2026-11-22T10:00:00Z
  handled: 0
  spentBefore: 40
`;

export const commit = "0123456789abcdef0123456789abcdef01234567";

/** A specification with a pool of two vacant slots. */
export function previewFiles(): Map<string, string> {
  const names = ["preview-1", "preview-2"];
  const lines = names.map(
    (name) => `tst-${name}-p4p4: { for: environment/${name}, kind: preview, since: "2026-11-20" }\n`,
  );
  let files = replace(goodFiles(), "organization.yaml", "projects:\n", `${previews}projects:\n`);
  files = replace(files, "organization.yaml", "kinds:\n", `kinds:\n${kind}`);
  files.set("ledger.yaml", files.get("ledger.yaml")! + lines.join(""));
  for (const name of names) files.set(slotFile(name), slot(name));
  return files;
}

/** The same with the first slot leased. */
export function leasedFiles(): Map<string, string> {
  const file = slotFile("preview-1");
  const files = replace(previewFiles(), file, "  version: main\n", `  version: main\n  commit: ${commit}\n`);
  return files.set(file, files.get(file)! + leaseText);
}

export const previewSpecification = (files = previewFiles()): Specification => parseSpecification(files, today);
