import { type Deployment, servicesOf } from "../../deployment.ts";
import { composeName } from "../../derive/addressing.ts";
import { filesOf } from "../../derive/configuration.ts";
import { ordinalsOf } from "../../derive/environment.ts";
import { machineNeeds } from "../../derive/machine.ts";
import { unaskedByReason } from "../../derive/unasked.ts";
import { composeCpu, gibibytesOf } from "../../model/quantity.ts";
import type { Service } from "../../model/service.ts";
import { comment, indented, yaml } from "../../yaml.ts";
import type { RenderedFile, Target } from "../target.ts";
import { type ComposeService, composeServiceOf, volumesOf } from "./service.ts";

/** What a reader must know of a container: what it does, and what it may do to the machine. */
function noteOf(service: Service, first: boolean): string {
  if (!first) return `Beside ${service.name}.`;
  return service.node ? `${service.role} ${service.node.reason}` : service.role;
}

/** What the machine must have, and what the project's name means: before anything of it is started. */
function heading(deployment: Deployment): string {
  const { version, size } = deployment;
  const { cpus, memory } = machineNeeds(deployment);
  return [
    `Sourcegraph ${version.version}, size ${size}. Start it with: docker compose up --detach --wait --remove-orphans`,
    `The machine needs at least ${composeCpu(cpus)} CPUs: Docker refuses to start a container that may use more than there ` +
      `are. The services are meant to have ${gibibytesOf(memory.request)} GiB of memory together; what each may use at ` +
      `most adds up to ${gibibytesOf(memory.limit)} GiB.`,
    "The names of containers and volumes begin with the project's. Under another name (sgdist render --project) Compose " +
      "finds none of the data that it kept under this one. Two installations on a machine need two names, and ports of " +
      "their own: the first one serves people at 80 and 443.",
    ...[...unaskedByReason(servicesOf(deployment, "compose"))].map(
      ([reason, names]) => `Without a health check: ${names.join(", ")}. ${reason}`,
    ),
  ]
    .map((text) => comment(text))
    .join("#\n");
}

/** Every container, by its name in Compose, in the order of the model. */
export function composeServices(deployment: Deployment): { name: string; note: string; service: ComposeService }[] {
  return servicesOf(deployment, "compose").flatMap((service) =>
    ordinalsOf(deployment, service, "compose").flatMap((ordinal) =>
      Object.entries(service.containers).map(([container, spec], index) => ({
        name: composeName(container, spec, ordinal),
        note: noteOf(service, index === 0),
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
  return {
    path: "compose.yaml",
    content: [
      heading(deployment),
      yaml({ name: deployment.project }),
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
