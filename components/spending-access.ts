import { IAMMember as FolderMember } from "@pulumi/gcp/folder/iammember.js";
import { IAMCustomRole } from "@pulumi/gcp/organizations/iamcustomRole.js";
import { type ComponentResourceOptions, type Input, interpolate, type Output } from "@pulumi/pulumi";
import type { SpendingPlan } from "../plan/spending.ts";
import { Component } from "./component.ts";

export interface SpendingAccessArgs {
  plan: Pick<SpendingPlan, "organizationId" | "roles" | "folderGrants" | "controller">;
  /** The numbers of the folders, by key. */
  folderIds: Record<string, Input<string>>;
}

/** The roles of what limits spending, and the folders in which it has them: nothing else gives it any right there. */
export class SpendingAccess extends Component {
  constructor(name: string, { plan, folderIds }: SpendingAccessArgs, options?: ComponentResourceOptions) {
    super("SpendingAccess", name, { controller: plan.controller }, options);
    const names = new Map<string, Output<string>>();
    for (const { id, title, description, permissions } of plan.roles) {
      const role = new IAMCustomRole(
        id,
        { orgId: plan.organizationId, roleId: id, title, description, permissions: [...permissions] },
        { parent: this },
      );
      names.set(id, role.name);
    }
    for (const { folder, role } of plan.folderGrants) {
      new FolderMember(
        `${folder}-${role}`,
        {
          folder: interpolate`folders/${folderIds[folder]!}`,
          role: names.get(role)!,
          member: `serviceAccount:${plan.controller}`,
        },
        { parent: this },
      );
    }
    this.registerOutputs();
  }
}
