import { unaskedByReason } from "../../sourcegraph/derive/unasked.ts";
import type { Service } from "../../sourcegraph/model/service.ts";
import { table } from "./tables.ts";

/** The containers that Docker doesn't ask whether they are well, with the reasons of the model. */
export function unaskedPart(services: readonly Service[]): string {
  const rows = [...unaskedByReason(services)].map(([reason, names]) => [names.join(", "), reason]);
  return `### Without a health check\n\n${table(["container", "because"], rows)}`;
}
