import { actAs, type Need, needs, type Permissions } from "../../access/needs.ts";

const topics = "projects.topics";
const subscriptions = "projects.subscriptions";

/** What is subscribed to may be in another project. */
const attached: Need = {
  permission: "pubsub.topics.attachSubscription",
  on: ({ body }) => [body.topic && `//pubsub.googleapis.com/${body.topic}`],
};

/** Whom messages are pushed as. */
const pushed = actAs(({ body }) => [
  (body.pushConfig ?? body.subscription?.pushConfig)?.oidcToken?.serviceAccountEmail,
]);

/** https://cloud.google.com/pubsub/docs/access-control#required_permissions */
export const permissions: Permissions = {
  ...needs(topics, "pubsub.topics", "create list get patch=update delete publish getIamPolicy setIamPolicy"),
  [`${topics}.subscriptions.list`]: "pubsub.topics.get",
  ...needs(
    subscriptions,
    "pubsub.subscriptions",
    "list get delete pull=consume acknowledge=consume modifyAckDeadline=consume getIamPolicy setIamPolicy",
  ),
  [`${subscriptions}.create`]: ["pubsub.subscriptions.create", attached, pushed],
  [`${subscriptions}.patch`]: ["pubsub.subscriptions.update", pushed],
  [`${subscriptions}.modifyPushConfig`]: ["pubsub.subscriptions.update", pushed],
  [`${subscriptions}.detach`]: "pubsub.subscriptions.update",
};
