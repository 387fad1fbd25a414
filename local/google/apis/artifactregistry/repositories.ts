import { type Call, param, projectOf } from "../../core/call.ts";
import { type Collection, fullName, merge, withoutDefaults } from "../../core/collection.ts";
import { conflict, denied, invalid } from "../../core/errors.ts";
import { uuid } from "../../core/identifiers.ts";
import { locations } from "../../core/locations.ts";
import type { Document } from "../../core/store.ts";

/** The host of Artifact Registry. */
export const host = "artifactregistry.googleapis.com";

const types = "type.googleapis.com/google.devtools.artifactregistry.v1";

const formats = ["DOCKER", "MAVEN", "NPM", "APT", "YUM", "GOOGET", "PYTHON", "KFP", "GO", "GENERIC", "RUBY"];

/** The upstreams that are known by a name, by the member of a remote repository that says which. */
const publicRepositories: Record<string, string[]> = {
  dockerRepository: ["DOCKER_HUB"],
  mavenRepository: ["MAVEN_CENTRAL"],
  npmRepository: ["NPMJS"],
  pythonRepository: ["PYPI"],
};

/** The bases of the upstreams of packages for Linux distributions. */
const publicBases: Record<string, string[]> = {
  aptRepository: ["DEBIAN", "UBUNTU", "DEBIAN_SNAPSHOT"],
  yumRepository: ["CENTOS", "CENTOS_DEBUG", "CENTOS_VAULT", "CENTOS_STREAM", "ROCKY", "EPEL"],
};

/** The member that says where a remote repository gets its artifacts, by the format of the repository. */
const upstreamOf: Record<string, string> = {
  DOCKER: "dockerRepository",
  MAVEN: "mavenRepository",
  NPM: "npmRepository",
  PYTHON: "pythonRepository",
  APT: "aptRepository",
  YUM: "yumRepository",
};

/** A remote repository names one upstream, which must fit its format; a common one is any URI or another repository. */
function checkRemote(format: string, config: Document | undefined): void {
  const named = Object.keys(config ?? {}).filter((member) => member.endsWith("Repository"));
  if (!config || named.length !== 1) throw invalid("A remote repository must have exactly one upstream.");
  const [member] = named as [string];
  const upstream = config[member] as Document;
  if (member === "commonRepository") {
    if (!upstream.uri) throw invalid("The upstream of a remote repository must have a URI.");
    return;
  }
  if (member !== upstreamOf[format]) throw invalid(`The upstream ${member} does not fit the format ${format}.`);
  const { publicRepository, customRepository } = upstream as {
    publicRepository?: string | { repositoryBase?: string };
    customRepository?: { uri?: string };
  };
  if (customRepository?.uri) return;
  const [known, asked] =
    typeof publicRepository === "object"
      ? [publicBases[member], publicRepository.repositoryBase]
      : [publicRepositories[member], publicRepository];
  if (!asked || !known?.includes(asked)) throw invalid(`Unknown upstream of a remote repository: ${asked}`);
}

const stored = (call: Call, name: string) => call.cloud.store.get(`//${host}/${name}`);

/** A virtual repository stands for others of its format and place. */
function checkVirtual(call: Call, { format, name }: Document, config: Document | undefined): void {
  const policies = (config?.upstreamPolicies ?? []) as { id?: string; repository?: string }[];
  if (new Set(policies.map(({ id }) => id)).size < policies.length) throw invalid("Upstream policies need unique IDs.");
  for (const { repository } of policies) {
    const upstream = stored(call, String(repository));
    if (!upstream) throw invalid(`The upstream repository ${repository} was not found.`);
    const place = (text: unknown) => String(text).split("/")[3];
    if (upstream.format !== format || place(repository) !== place(name)) {
      throw invalid(`The upstream repository ${repository} must have the format and location of the virtual one.`);
    }
  }
}

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration in seconds, in which it may have been given or in minutes, hours or days. */
function inSeconds(duration: string): string {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  if (!count) throw invalid(`Invalid duration: ${duration}`);
  return `${Number(count) * unitSeconds[unit!]!}s`;
}

interface CleanupPolicy {
  id?: string;
  action?: string;
  condition?: { newerThan?: string; olderThan?: string };
}

/** The policies by which old artifacts go, each under its ID. */
function cleanupPolicies(asked: Record<string, CleanupPolicy>): Record<string, CleanupPolicy> {
  const entries = Object.entries(asked).map(([id, policy]) => {
    if (!/^(DELETE|KEEP)$/.test(policy.action ?? "")) throw invalid(`Invalid action of cleanup policy ${id}.`);
    const { newerThan, olderThan, ...rest } = policy.condition ?? {};
    const condition = policy.condition && {
      ...rest,
      ...(newerThan && { newerThan: inSeconds(newerThan) }),
      ...(olderThan && { olderThan: inSeconds(olderThan) }),
    };
    return [id, { ...policy, id, ...(condition && { condition }) }];
  });
  return Object.fromEntries(entries);
}

/** A repository that is consistent in itself. */
function checked(call: Call, repository: Document): Document {
  const { format, mode, remoteRepositoryConfig, virtualRepositoryConfig } = repository as {
    format: string;
    mode: string;
    remoteRepositoryConfig?: Document;
    virtualRepositoryConfig?: Document;
  };
  if (mode === "REMOTE_REPOSITORY") checkRemote(format, remoteRepositoryConfig);
  else if (remoteRepositoryConfig) throw invalid("Only a remote repository can have a remoteRepositoryConfig.");
  if (mode === "VIRTUAL_REPOSITORY") checkVirtual(call, repository, virtualRepositoryConfig);
  else if (virtualRepositoryConfig) throw invalid("Only a virtual repository can have a virtualRepositoryConfig.");
  const policies = repository.cleanupPolicies as Record<string, CleanupPolicy> | undefined;
  const any = policies && Object.keys(policies).length > 0;
  return withoutDefaults({ ...repository, cleanupPolicies: any ? cleanupPolicies(policies) : undefined });
}

/** The members that an owner decides, apart from those that can't be changed. */
const changeable = [
  ...["description", "labels", "cleanupPolicies", "cleanupPolicyDryRun", "dockerConfig", "mavenConfig"],
  ...["remoteRepositoryConfig", "virtualRepositoryConfig", "vulnerabilityScanningConfig"],
];

const pick = (body: Document, members: string[]): Document =>
  Object.fromEntries(members.filter((member) => body[member] !== undefined).map((member) => [member, body[member]]));

/** What keeps a name while its repository is being made. */
const reservation = (name: string) => `reservations//${host}/${name}`;

const taken = () => conflict("the repository already exists");

function create(call: Call, name: string): Document {
  if (call.cloud.store.get(reservation(name))) throw taken();
  const { format, mode = "STANDARD_REPOSITORY", kmsKeyName } = call.body;
  if (!formats.includes(format)) throw invalid(`Invalid repository format: ${format}`);
  if (!/^(STANDARD|REMOTE|VIRTUAL)_REPOSITORY$/.test(mode)) throw invalid(`Invalid repository mode: ${mode}`);
  const time = call.cloud.clock.timestamp(6);
  const asked = pick(call.body, changeable);
  return checked(call, { name, format, ...asked, createTime: time, updateTime: time, mode, kmsKeyName });
}

function update(call: Call, current: Document, mask: string[] | undefined): Document {
  const paths = mask?.includes("*") ? changeable : mask;
  for (const path of paths ?? []) {
    if (!changeable.includes(path.split(".")[0]!)) throw invalid(`Field ${path} can't be updated.`);
  }
  const changed = merge(current, pick(call.body, changeable), paths);
  return checked(call, { ...changed, updateTime: call.cloud.clock.timestamp(6) });
}

/** Creating and deleting take time; changes are made at once. */
function operation(call: Call, verb: "create" | "update" | "delete", name: string, repository: Document): Document {
  const key = fullName(repositories, name);
  if (verb === "update") {
    call.cloud.store.put(key, repository);
    return repository;
  }
  const { createTime: _, updateTime: __, ...made } = repository;
  if (verb === "create") call.cloud.store.put(reservation(name), { name });
  const within = call.cloud.store.list(`${key}/`).map((each) => each.name);
  return call.cloud.operations.start({
    name: `${name.split("/").slice(0, 4).join("/")}/operations/${uuid()}`,
    host,
    method: `artifactregistry.projects.locations.repositories.${verb}`,
    body: { metadata: { "@type": `${types}.OperationMetadata` } },
    ...(verb === "create"
      ? {
          response: { "@type": `${types}.Repository`, ...made },
          put: [[key, repository]],
          remove: [reservation(name)],
        }
      : { response: { "@type": "type.googleapis.com/google.protobuf.Empty" }, remove: [key, ...within] }),
  });
}

/** Repositories of every format, kept here, pulled through from elsewhere, or standing for others. */
export const repositories: Collection = {
  host,
  id: "projects.locations.repositories",
  path: "/v1/projects/{project}/locations/{location}/repositories",
  item: "repository",
  name: (call, id) => {
    const location = param(call, "location");
    if (!locations.includes(location)) throw denied(`Location ${location} is not found or access is unauthorized.`);
    return `projects/${projectOf(call).projectId}/locations/${location}/repositories/${id}`;
  },
  newId: (call) => {
    const id = call.query.get("repositoryId") ?? call.query.get("repository_id") ?? "";
    if (/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(id)) return id;
    throw invalid(`Invalid repository ID: ${id}`);
  },
  create,
  update,
  operation,
  taken,
};
