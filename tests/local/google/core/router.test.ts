import assert from "node:assert/strict";
import { type HttpMethod, type Route, Router } from "../../../../local/google/core/router.ts";

const route = (method: HttpMethod, path: string): Route => ({ id: path, method, path, handle: () => ({}) });

describe("local Google: finding a method", () => {
  const router = new Router([
    route("GET", "/v1/projects/{project}/topics/{topic}"),
    route("GET", "/v1/projects/{project}/topics"),
    route("POST", "/v1/projects/{project}/topics/{topic}:getIamPolicy"),
    route("POST", "/v1/projects/{project}/topics/{topic}"),
    route("GET", "/v3/tagKeys/{tag}"),
    route("GET", "/v3/tagKeys/namespaced"),
    route("DELETE", "/v3/tagBindings/{binding=**}"),
    route("GET", "/storage/v1/b/{bucket}/o/{object}"),
  ]);
  const find = (method: string, path: string) => {
    const found = router.find(method, path);
    return found && [found.route.path, found.params];
  };

  it("takes parameters from the path", () => {
    assert.deepEqual(find("GET", "/v1/projects/p/topics/t"), [
      "/v1/projects/{project}/topics/{topic}",
      { project: "p", topic: "t" },
    ]);
  });

  it("tells a verb at the end from a part of an ID", () => {
    assert.deepEqual(find("POST", "/v1/projects/p/topics/t:getIamPolicy"), [
      "/v1/projects/{project}/topics/{topic}:getIamPolicy",
      { project: "p", topic: "t" },
    ]);
  });

  it("prefers words to parameters", () => {
    assert.deepEqual(find("GET", "/v3/tagKeys/namespaced"), ["/v3/tagKeys/namespaced", {}]);
  });

  it("lets a parameter hold slashes only when they are escaped or it says so", () => {
    assert.equal(find("GET", "/v1/projects/p/topics/a/b"), undefined);
    assert.deepEqual(find("GET", "/storage/v1/b/bucket/o/a%2Fb"), [
      "/storage/v1/b/{bucket}/o/{object}",
      { bucket: "bucket", object: "a/b" },
    ]);
    assert.deepEqual(find("DELETE", "/v3/tagBindings/%2F%2Fhost%2Fa/tagValues/1"), [
      "/v3/tagBindings/{binding=**}",
      { binding: "//host/a/tagValues/1" },
    ]);
  });

  it("takes a wrongly escaped part as it is", () => {
    assert.deepEqual(find("GET", "/v3/tagKeys/%zz")?.[1], { tag: "%zz" });
  });

  it("finds nothing by another HTTP method or at another path", () => {
    assert.equal(find("PUT", "/v1/projects/p/topics/t"), undefined);
    assert.equal(find("GET", "/v1/projects/p/topics/"), undefined);
  });
});
