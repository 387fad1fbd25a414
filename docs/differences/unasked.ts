import type { Service } from "../../sourcegraph/model/service.ts";
import { table } from "./tables.ts";

/** The containers that Docker doesn't ask whether they are well, with the reasons of the model. */
export function unaskedPart(services: readonly Service[]): string {
  const containers = services.flatMap((service) =>
    Object.entries(service.containers).map(([name, { compose = {}, unprobed }]) => {
      const { health } = compose;
      return { name: compose.name ?? name, reason: health && "none" in health ? health.none : unprobed };
    }),
  );
  const reasons = [...new Set(containers.flatMap(({ reason }) => reason ?? []))];
  const rows = reasons.map((reason) => {
    const named = containers.filter((container) => container.reason === reason).map(({ name }) => name);
    return [named.join(", "), reason];
  });
  return `### Without a health check\n\n${table(["container", "because"], rows)}`;
}
