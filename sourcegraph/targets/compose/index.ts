import { type Deployment, servicesOf } from "../../deployment.ts";
import { composeName } from "../../derive/addressing.ts";
import { filesOf } from "../../derive/configuration.ts";
import { ordinalsOf } from "../../derive/environment.ts";
import { comment, indented, yaml } from "../../yaml.ts";
import type { RenderedFile, Target } from "../target.ts";
import { type ComposeService, composeServiceOf, volumesOf } from "./service.ts";

/** The name of the project, which the names of its volumes begin with: what exists is found again. */
export const projectName = "docker-compose";

/** Every container, by its name in Compose, in the order of the model. */
export function composeServices(deployment: Deployment): { name: string; note: string; service: ComposeService }[] {
  return servicesOf(deployment, "compose").flatMap((service) =>
    ordinalsOf(deployment, service, "compose").flatMap((ordinal) =>
      Object.entries(service.containers).map(([container, spec], index) => ({
        name: composeName(container, spec, ordinal),
        note: index === 0 ? service.role : `Beside ${service.name}.`,
        service: composeServiceOf(deployment, service, container, spec, ordinal),
      })),
    ),
  );
}

function composeFile(deployment: Deployment): RenderedFile {
  const services = composeServices(deployment).map(
    ({ name, note, service }) => comment(note) + yaml({ [name]: service }),
  );
  const volumes = servicesOf(deployment, "compose").flatMap((service) => volumesOf(deployment, service));
  const { version, size } = deployment;
  const start = "docker compose up --detach --wait --remove-orphans";
  return {
    path: "compose.yaml",
    content: [
      comment(`Sourcegraph ${version.version}, size ${size}. Start it with: ${start}`),
      yaml({ name: projectName }),
      `\nservices:\n${indented(services.join("\n"))}\n`,
      yaml({ networks: { sourcegraph: {} } }),
      "\n",
      comment("The data. Nothing removes it but `docker compose down --volumes`, which asks nobody."),
      yaml({ volumes: Object.fromEntries(volumes.map((volume) => [volume, {}])) }),
    ].join(""),
  };
}

/** A file for one machine with Docker. */
export const compose: Target = {
  name: "compose",
  summary: "A Compose file with its configuration, for one machine with Docker.",
  render: (deployment) => [
    composeFile(deployment),
    ...servicesOf(deployment, "compose").flatMap((service) =>
      Object.values(service.volumes ?? {}).flatMap((volume) =>
        volume.kind === "configuration"
          ? Object.entries(filesOf(deployment, "compose", service, volume)).map(([name, content]) => ({
              path: `${volume.name}/${name}`,
              content,
            }))
          : [],
      ),
    ),
  ],
};
