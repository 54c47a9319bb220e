import { expect, test } from "vitest";
import * as data from "../testing/fixtures";
import { active, ids } from "./team";

test("only laptops that may exchange can be in a team", () => {
  const kits = data.devices.map((kit, index) => ({ ...kit, status: index === 0 ? "revoked" : "active" }));
  expect(ids(active(kits))).toEqual(ids(data.devices).slice(1));
});
