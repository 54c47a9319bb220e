// Signing in for the first time, and the accounts that the admin keeps.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { ok } from "../lib/office/testing/fakeoffice";
import { me } from "../lib/office/testing/fixtures";

import { anew, choose, click, fake, open, type } from "./testing";

anew();

/** The admin: keeps accounts, reads no case. */
function asAdmin() {
  const admin = { ...me, user: "admin", nama: "Admin Kantor", peran: "admin", peran_label: "Admin" };
  fake.on("GET api/me", () => ok({ ...admin, may: ["device_code", "keep_accounts"] }));
}

test("the first sign-in leads through password, telephone and recovery codes", async () => {
  fake.signedIn = false;
  const at = (stage: string) => ok({ ...me, demo: false, stage, may: [], codes_left: 0 });
  const path = "M4 4h1v1h-1z";
  fake.on("POST api/login", () => at("new_password"));
  fake.on("POST api/login/password", () => at("set_up_totp"));
  fake.on("POST api/login/totp", () => ok({ secret: "GEZDGNBV", address: "otpauth://", qr: { size: 29, path } }));
  fake.on("POST api/login/totp/confirm", () => ok({ codes: ["aaaaa-bbbbb", "ccccc-ddddd"] }));
  fake.on("GET api/front-door", () => ok({ office: me.office, demo: false }));
  open();
  await type(/Nama pengguna/, "kasi");
  await type(/Kata sandi/, "k7qf-3mxp-9tzr");
  await click(/^Masuk/);
  await screen.findByRole("heading", { name: "Pilih kata sandi sendiri" });
  await type(/Kata sandi baru/, "kopi tanpa gula");
  await type(/Ketik sekali lagi/, "kopi tanpa gulA");
  expect(screen.getByRole("button", { name: /^Lanjut/ })).toHaveProperty("disabled", true);
  await screen.findByText("Kedua kata sandi tidak sama.");
  await type(/Ketik sekali lagi/, "kopi tanpa gula");
  await click(/^Lanjut/);
  await screen.findByRole("img", { name: /Gambar QR/ });
  expect(screen.getByText("GEZD GNBV")).toBeTruthy();
  await type(/Enam angka/, "123 456");
  await click(/^Lanjut/);
  await screen.findByText("ccccc-ddddd");
  expect(screen.getByRole("button", { name: /Mulai bekerja/ })).toHaveProperty("disabled", true);
  fake.signedIn = true;
  await fireEvent.click(screen.getByLabelText(/Kode sudah saya simpan/));
  await click(/Mulai bekerja/);
  await screen.findByRole("heading", { name: "Hari ini" });
  expect(fake.bodies("POST", "api/login/password")).toEqual([{ password: "kopi tanpa gula" }]);
  expect(fake.bodies("POST", "api/login/totp/confirm")).toEqual([{ code: "123456" }]);
});

test("the password alone opens nothing where a code is asked for", async () => {
  fake.signedIn = false;
  fake.on("POST api/login", () => ok({ ...me, stage: "code", may: [] }));
  let tries = 0;
  fake.on("POST api/login/code", () => {
    tries += 1;
    const params = {};
    return tries === 1
      ? { status: 422, body: { code: "wrong_code", params } }
      : { status: 429, body: { code: "too_many_tries", params: { wait_s: "900" } } };
  });
  open();
  await type(/Nama pengguna/, "kasi");
  await type(/Kata sandi/, "kopi tanpa gula");
  await click(/^Masuk/);
  await screen.findByRole("heading", { name: "Ketik kode dari ponsel" });
  await type(/^Kode/, "000 000");
  await click(/^Masuk(?! sebagai)/);
  expect((await screen.findByRole("alert")).textContent).toContain("Kode salah");
  await type(/^Kode/, "AAAAA-BBBBB");
  await click(/^Masuk(?! sebagai)/);
  await screen.findByRole("heading", { name: "Masuk ke kantor" });
  expect((await screen.findByRole("alert")).textContent).toContain("15 menit");
  expect(fake.bodies("POST", "api/login/code")).toEqual([{ code: "000000" }, { code: "AAAAABBBBB" }]);
});

test("the sign-in of the demonstration says that no code is asked for", async () => {
  fake.signedIn = false;
  open();
  await screen.findByText("CONTOH: kantor latihan");
});

test("the admin makes an account and tells its one-time password once", async () => {
  asAdmin();
  fake.on("POST api/accounts", () => ok({ login: "budi", password: "k7qf-3mxp-9tzr" }));
  open("#/akun");
  await screen.findByText("menunggu masuk pertama");
  await click(/Tambah akun/);
  await type(/^Nama(?! pengguna)/, "Budi");
  await type(/Nama pengguna/, "budi");
  await choose(await screen.findByLabelText(/Peran/), "kabid");
  await click(/Buat akun/);
  await screen.findByDisplayValue("k7qf-3mxp-9tzr");
  expect(fake.bodies("POST", "api/accounts")).toEqual([{ nama: "Budi", login: "budi", peran: "kabid" }]);
  await fireEvent.submit(within(await screen.findByRole("dialog")).getByDisplayValue("k7qf-3mxp-9tzr"));
  await waitFor(() => expect(screen.queryByDisplayValue("k7qf-3mxp-9tzr")).toBeNull());
});

test("a reset says what becomes of the key before it is done", async () => {
  asAdmin();
  fake.on("POST api/accounts/kasi/reset", () => ok({ login: "kasi", password: "aaaa-bbbb-cccc" }));
  open("#/akun");
  await click("Atur ulang: Nurhayati, S.Sos");
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain("kunci lama tetap dapat dibuktikan");
  await fireEvent.click(within(dialog).getByRole("button", { name: "Atur ulang" }));
  await screen.findByDisplayValue("aaaa-bbbb-cccc");
});

test("who does not keep accounts has no door to them", async () => {
  open("#/akun");
  await screen.findByText("Akun diatur oleh admin.");
  expect(screen.queryByRole("link", { name: /Akun/ })).toBeNull();
});
