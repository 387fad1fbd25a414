import { type Deployment, servicesOf } from "./deployment.ts";
import type { Target } from "./targets/target.ts";
import type { ImageName } from "./versions/image.ts";

/** The images that an installation runs, by their names in the registry, in alphabetical order. */
export function imagesOf(deployment: Deployment, type: Target["name"]): ImageName[] {
  if (type === "container") return ["server"];
  const containers = servicesOf(deployment, type).flatMap((service) => [
    ...Object.values(service.containers),
    ...(type === "kubernetes" ? Object.values(service.first ?? {}) : []),
  ]);
  return [...new Set(containers.map(({ image }) => image))].toSorted();
}
