import { type Call, param } from "../../core/call.ts";
import { requireProject } from "../../core/projects.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { missing, unreferenced } from "./errors.ts";
import { fingerprint, link, pacific, relative, stableId, versions } from "./links.ts";
import { listed } from "./lists.ts";

/** A public image: the newest of its family. */
interface Image {
  project: string;
  family: string;
  name: string;
  licence: string;
  description: string;
  features: string[];
  architecture?: string;
}

const base = ["UEFI_COMPATIBLE", "VIRTIO_SCSI_MULTIQUEUE", "GVNIC"];
const confidential = [...base, "SEV_CAPABLE"];
const ubuntu = ["VIRTIO_SCSI_MULTIQUEUE", "SEV_CAPABLE", "SEV_SNP_CAPABLE", "SEV_LIVE_MIGRATABLE_V2", "IDPF", "GVNIC"];

const cos = (family: string, name: string, licence: string): Image => ({
  project: "cos-cloud",
  family,
  name,
  licence,
  description: "Google, Container-Optimized OS",
  features: [...confidential, "SEV_LIVE_MIGRATABLE", "SEV_SNP_CAPABLE", "TDX_CAPABLE"],
});

/** The images that machines can be made of, as of the spring of 2024. */
const images: Image[] = [
  cos("cos-stable", "cos-stable-109-17800-147-54", "cos-109"),
  cos("cos-beta", "cos-beta-113-18244-1-61", "cos-113"),
  cos("cos-dev", "cos-dev-117-18374-0-0", "cos-117"),
  cos("cos-109-lts", "cos-109-17800-147-54", "cos-109"),
  cos("cos-105-lts", "cos-105-17412-294-62", "cos-105"),
  cos("cos-101-lts", "cos-101-17162-386-59", "cos-101"),
  {
    project: "debian-cloud",
    family: "debian-11",
    name: "debian-11-bullseye-v20240415",
    licence: "debian-11-bullseye",
    description: "Debian, Debian GNU/Linux, 11 (bullseye), amd64",
    features: confidential,
  },
  {
    project: "debian-cloud",
    family: "debian-12",
    name: "debian-12-bookworm-v20240415",
    licence: "debian-12-bookworm",
    description: "Debian, Debian GNU/Linux, 12 (bookworm), amd64",
    features: [...confidential, "SEV_LIVE_MIGRATABLE_V2"],
  },
  {
    project: "debian-cloud",
    family: "debian-12-arm64",
    name: "debian-12-bookworm-arm64-v20240415",
    licence: "debian-12-bookworm",
    description: "Debian, Debian GNU/Linux, 12 (bookworm), arm64",
    features: base,
    architecture: "ARM64",
  },
  {
    project: "ubuntu-os-cloud",
    family: "ubuntu-2004-lts",
    name: "ubuntu-2004-focal-v20240426",
    licence: "ubuntu-2004-lts",
    description: "Canonical, Ubuntu, 20.04 LTS, amd64 focal",
    features: ["UEFI_COMPATIBLE", ...ubuntu],
  },
  {
    project: "ubuntu-os-cloud",
    family: "ubuntu-2204-lts",
    name: "ubuntu-2204-jammy-v20240426",
    licence: "ubuntu-2204-lts",
    description: "Canonical, Ubuntu, 22.04 LTS, amd64 jammy",
    features: ["UEFI_COMPATIBLE", ...ubuntu],
  },
  {
    project: "ubuntu-os-cloud",
    family: "ubuntu-2404-lts-amd64",
    name: "ubuntu-2404-noble-amd64-v20240425",
    licence: "ubuntu-2404-lts",
    description: "Canonical, Ubuntu, 24.04 LTS, amd64 noble",
    features: ["UEFI_COMPATIBLE", ...ubuntu],
  },
];

const owners = new Set(images.map(({ project }) => project));

/** Gigabytes of every public image. */
const sizeGb = 10;

const nameIn = ({ project, name }: Image) => `projects/${project}/global/images/${name}`;

/** Public images are made on a day that their names tell, or else on the catalogue's. */
function madeOn(name: string): string {
  const [, year, month, day] = /v(\d{4})(\d\d)(\d\d)$/.exec(name) ?? ["", "2024", "04", "15"];
  return pacific(Date.UTC(Number(year), Number(month) - 1, Number(day), 18));
}

function view(image: Image): Document {
  const { project, family, name, licence, description, features, architecture = "X86_64" } = image;
  return {
    kind: "compute#image",
    id: stableId(nameIn(image)),
    creationTimestamp: madeOn(name),
    name,
    description: `${description}, built on ${madeOn(name).slice(0, 10)}`,
    sourceType: "RAW",
    rawDisk: { source: "", containerType: "TAR" },
    status: "READY",
    archiveSizeBytes: "1400000000",
    diskSizeGb: String(sizeGb),
    licenses: [link(`projects/${project}/global/licenses/${licence}`)],
    licenseCodes: [stableId(`licenses/${licence}`)],
    family,
    selfLink: link(nameIn(image)),
    labelFingerprint: fingerprint({}),
    guestOsFeatures: features.map((type) => ({ type })),
    storageLocations: ["asia", "eu", "us"],
    architecture,
    enableConfidentialCompute: false,
  };
}

const byName = (project: string, name: string) => images.find((each) => each.project === project && each.name === name);

const byFamily = (project: string, family: string) =>
  images.find((each) => each.project === project && each.family === family);

/** By name or family; gcloud asks for the family as it is seen from a zone. */
const pattern = /^(?:projects\/([^/]+)\/)?(?:global\/images\/(family\/)?|zones\/[^/]+\/(imageFamilyViews\/))([^/]+)$/;

/** The image that a reference in a body leads to, by name or family. `owner`: the project that it is asked in. */
export function imageOf(field: string, text: unknown, owner: string): Document {
  const [, project = owner, family, seen, id] = pattern.exec(relative(String(text))) ?? [];
  if (id === undefined) throw unreferenced(field, text, "image");
  const found = (family ?? seen) ? byFamily(project, id) : byName(project, id);
  if (!found) throw unreferenced(field, text, "image");
  return view(found);
}

/** The project in the path: one of Google's, or one of the organisation, which has no images of its own. */
function ownerOf(call: Call): string {
  const owner = param(call, "owner");
  return owners.has(owner) ? owner : requireProject(call.cloud, call.api, owner).projectId;
}

const path = "/projects/{owner}/global/images";

/** The methods of images. */
export const imageRoutes: Route[] = [
  ...versions("images.list", "GET", path, (call) => {
    const owner = ownerOf(call);
    const kind = { singular: "image", collection: "images" };
    const own = images.filter(({ project }) => project === owner).map(view);
    return listed(call, kind, `projects/${owner}/global`, own);
  }),
  ...versions("images.get", "GET", `${path}/{image}`, (call) => {
    const owner = ownerOf(call);
    const found = byName(owner, param(call, "image"));
    if (!found) throw missing(`projects/${owner}/global/images/${param(call, "image")}`);
    return view(found);
  }),
  ...versions("images.getFromFamily", "GET", `${path}/family/{family}`, (call) => {
    const owner = ownerOf(call);
    const found = byFamily(owner, param(call, "family"));
    if (!found) throw missing(`projects/${owner}/global/images/family/${param(call, "family")}`);
    return view(found);
  }),
  ...versions("imageFamilyViews.get", "GET", "/projects/{owner}/zones/{location}/imageFamilyViews/{family}", (call) => {
    const owner = ownerOf(call);
    const found = byFamily(owner, param(call, "family"));
    if (!found) throw missing(`projects/${owner}/global/images/family/${param(call, "family")}`);
    return { image: view(found) };
  }),
];
