import { cannotWrite } from "../../lib/cannot_write.ts";
import { InputError } from "../../lib/errors.ts";
import { writeAtomically } from "../../reports/write_atomically.ts";
import { ok, rejects, strictEqual } from "../support/assert.ts";

Deno.test.each([
  { error: new Deno.errors.PermissionDenied("no"), reason: "you may not write there" },
  { error: new Deno.errors.NotFound("no"), reason: "its folder does not exist" },
  { error: new Error("No space left on device (os error 28)"), reason: "the disk is full" },
  {
    error: new Error("Read-only file system (os error 30)"),
    reason: "the file system is read-only",
  },
])("cannotWrite() says $reason when the system does", ({ error, reason }) => {
  const explained = cannotWrite(error, "a/b");
  ok(explained instanceof InputError);
  strictEqual(explained.message, `Cannot write a/b: ${reason}.`);
  strictEqual(explained.cause, error);
});

Deno.test("cannotWrite() leaves errors alone when they are no fault of the surroundings", () => {
  for (const error of [new Deno.errors.NotCapable("no"), new TypeError("no"), "no"]) {
    strictEqual(cannotWrite(error, "a/b"), error);
  }
});

Deno.test("writeAtomically() of reports says what is wrong when the folder is a file", async () => {
  const file = await Deno.makeTempFile();
  try {
    await rejects(() => writeAtomically(`${file}/a.json`, "{}"), (error: unknown) => {
      ok(error instanceof InputError);
      strictEqual(error.message, `Cannot write ${file}/a.json: part of its path is a file.`);
      return true;
    });
  } finally {
    await Deno.remove(file);
  }
});
