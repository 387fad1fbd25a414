import type { Service } from "../model/service.ts";
import { composeName } from "./addressing.ts";

/** Containers that Docker doesn't ask whether they are well, by the reason why not. What ends isn't among them. */
export function unaskedByReason(services: readonly Service[]): Map<string, string[]> {
  const byReason = new Map<string, string[]>();
  for (const service of services) {
    for (const [name, container] of Object.entries(service.containers)) {
      const { health } = container.compose ?? {};
      if (!health || !("none" in health)) continue;
      byReason.set(health.none, [...(byReason.get(health.none) ?? []), composeName(name, container, 0)]);
    }
  }
  return byReason;
}
