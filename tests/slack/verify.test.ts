import assert from "node:assert/strict";
import { Remembered } from "../../slack/remembered.ts";
import { refusalOf, signatureOf } from "../../slack/verify.ts";

// The example of https://docs.slack.dev/authentication/verifying-requests-from-slack
const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
const timestamp = "1531420618";
const signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
const body = Buffer.from(
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&" +
    "channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&" +
    "response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&" +
    "trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
);
const good = { "x-slack-request-timestamp": timestamp, "x-slack-signature": signature };

describe("the signature of a request", () => {
  let seen: Remembered;
  let now: number;
  const refusal = (headers: object, given: { body?: Uint8Array; signingSecret?: string } = {}) =>
    refusalOf({ headers: headers as never, body, ...given }, { signingSecret, now, seen, ...given });
  beforeEach(() => {
    seen = new Remembered(3);
    now = Number(timestamp) * 1000;
  });

  it("is that of Slack's own example", () => {
    assert.equal(signatureOf(signingSecret, timestamp, body), signature);
    assert.equal(refusal(good), undefined);
  });

  it("is refused the second time, for as long as its time would do", () => {
    assert.equal(refusal(good), undefined);
    assert.equal(refusal(good), "it came before");
    now += 300_000;
    assert.equal(refusal(good), "it came before");
    now += 1;
    assert.equal(refusal(good), "its time is more than 300 s from ours");
  });

  it("is of now, in either direction", () => {
    for (const [seconds, expected] of [
      [300, undefined],
      [301, "its time is more than 300 s from ours"],
      [-300, undefined],
      [-301, "its time is more than 300 s from ours"],
      [-3600, "its time is more than 300 s from ours"],
    ] as const) {
      now = (Number(timestamp) + seconds) * 1000;
      seen = new Remembered(3);
      assert.equal(refusal(good), expected, String(seconds));
    }
  });

  it("is that of these bytes, of this time and of this secret", () => {
    const wrong = "its signature is wrong";
    assert.equal(refusal(good, { body: Buffer.concat([body, Buffer.from("&text=x")]) }), wrong);
    assert.equal(refusal({ ...good, "x-slack-request-timestamp": "1531420619" }), wrong);
    assert.equal(refusal(good, { signingSecret: "another" }), wrong);
    assert.equal(refusal({ ...good, "x-slack-signature": `v0=${"0".repeat(64)}` }), wrong);
    // What was refused is not remembered.
    assert.equal(refusal(good), undefined);
  });

  it("is there, and is one", () => {
    for (const [headers, expected] of [
      [{}, "it is not signed"],
      [{ "x-slack-signature": signature }, "it is not signed"],
      [{ "x-slack-request-timestamp": timestamp }, "it is not signed"],
      [{ ...good, "x-slack-signature": [signature, signature] }, "it is not signed"],
      [{ ...good, "x-slack-request-timestamp": "" }, "its time is none"],
      [{ ...good, "x-slack-request-timestamp": "NaN" }, "its time is none"],
      [{ ...good, "x-slack-request-timestamp": `${timestamp}.0` }, "its time is none"],
      [{ ...good, "x-slack-request-timestamp": "9".repeat(400) }, "its time is none"],
      [{ ...good, "x-slack-signature": "" }, "its signature is none"],
      [{ ...good, "x-slack-signature": signature.replace("v0", "v1") }, "its signature is none"],
      [{ ...good, "x-slack-signature": signature.slice(0, -1) }, "its signature is none"],
      [{ ...good, "x-slack-signature": signature.toUpperCase() }, "its signature is none"],
      [{ ...good, "x-slack-signature": `v0=${"é".repeat(64)}` }, "its signature is none"],
    ] as const) {
      assert.equal(refusal(headers), expected, JSON.stringify(headers));
    }
  });

  it("is refused where there is nothing to hold it against", () => {
    assert.equal(refusal(good, { signingSecret: "" }), "there is no signing secret to hold it against");
  });
});

describe("what is remembered", () => {
  it("is no more than there is room for, and then all is taken for known", () => {
    const seen = new Remembered(2);
    assert.deepEqual(
      ["a", "b", "c"].map((text) => seen.add(text, 10, 0)),
      [true, true, false],
    );
    // Those whose time is over make room.
    assert.equal(seen.add("c", 20, 10), true);
    assert.equal(seen.add("a", 20, 10), true);
    assert.equal(seen.add("b", 20, 10), false);
  });
});
