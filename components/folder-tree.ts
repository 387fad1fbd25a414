import { IAMMember } from "@pulumi/gcp/folder/iammember.js";
import { Folder } from "@pulumi/gcp/organizations/folder.js";
import { TagBinding } from "@pulumi/gcp/tags/tagBinding.js";
import { TagKey } from "@pulumi/gcp/tags/tagKey.js";
import { TagValue } from "@pulumi/gcp/tags/tagValue.js";
import { type ComponentResourceOptions, type Input, interpolate, type Output, output } from "@pulumi/pulumi";
import type { FolderPlan, OrganizationPlan } from "../plan/organization.ts";
import { Component } from "./component.ts";

export interface FolderTreeArgs {
  organizationId: string;
  /** Parents before their children. */
  folders: readonly FolderPlan[];
  environmentTag: OrganizationPlan["environmentTag"];
  /** The numbers of the folders that another stack makes, by key. */
  existing: Record<string, Input<string>>;
}

/** The organisation's folders, the tag that tells which environment each belongs to, and who has access to them. */
export class FolderTree extends Component {
  /** The number of each folder, by key. */
  readonly ids: Record<string, Output<string>> = {};

  constructor(name: string, args: FolderTreeArgs, options?: ComponentResourceOptions) {
    super("FolderTree", name, { folders: args.folders.map(({ key }) => key) }, options);
    const values = this.#createTag(args);
    for (const folder of args.folders) {
      const id = this.#createFolder(folder, args);
      this.ids[folder.key] = id;
      this.#bind(folder, id, values);
      this.#grant(folder, id);
    }
    this.registerOutputs({ ids: this.ids });
  }

  #createFolder(folder: FolderPlan, { organizationId, existing }: FolderTreeArgs): Output<string> {
    if (folder.existing) return output(existing[folder.key]!);
    const parent = folder.parent;
    const made = new Folder(
      this.childName(folder.key),
      {
        displayName: folder.displayName,
        parent: parent ? interpolate`folders/${this.ids[parent]!}` : `organizations/${organizationId}`,
        deletionProtection: true,
      },
      { parent: this, protect: true },
    );
    return made.folderId;
  }

  #createTag({ organizationId, environmentTag }: FolderTreeArgs): Map<string, TagValue> {
    const { shortName, description, values } = environmentTag;
    const key = new TagKey(
      this.childName(shortName),
      { parent: `organizations/${organizationId}`, shortName, description },
      { parent: this },
    );
    return new Map(
      values.map((value) => [
        value,
        new TagValue(this.childName(`${shortName}-${value}`), { parent: key.id, shortName: value }, { parent: this }),
      ]),
    );
  }

  #bind({ key, tag }: FolderPlan, id: Output<string>, values: Map<string, TagValue>): void {
    if (!tag) return;
    new TagBinding(
      this.childName(`${key}-environment`),
      {
        parent: interpolate`//cloudresourcemanager.googleapis.com/folders/${id}`,
        tagValue: values.get(tag)!.id,
      },
      { parent: this },
    );
  }

  #grant({ key, grants }: FolderPlan, id: Output<string>): void {
    for (const { role, member } of grants) {
      const who = member.split(/[:@]/)[1]!;
      new IAMMember(
        this.childName(`${key}-${who}-${role.replace("roles/", "")}`),
        { folder: interpolate`folders/${id}`, role, member },
        { parent: this },
      );
    }
  }
}
