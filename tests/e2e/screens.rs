//! Every screen of kit and dashboard: opened, checked by axe-core, and photographed for docs/screens (`cargo xtask screens`).

use std::path::PathBuf;

use fantoccini::{Locator, key::Key};
use ktpel_tests::{
    Browser, KitHome, Office, Page,
    laptop::{Laptop, text},
    process::program,
    process::start_until,
    team::Mates,
    village::biodata,
};
use serde_json::{Value, json};

use crate::verbs::{key, sign_in_office};

const RESIDENTS: usize = 5_000;

/// Takes pictures of one page into one folder; asks axe-core about each.
struct Album<'a> {
    page: &'a Page,
    axe: String,
    folder: PathBuf,
}

impl<'a> Album<'a> {
    fn of(page: &'a Page) -> Self {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let axe = std::fs::read_to_string(format!("{root}/ui/node_modules/axe-core/axe.min.js")).expect("npm ci brought axe-core");
        // Without a wish the pictures go where they disturb nobody; they are taken all the same.
        let folder =
            std::env::var_os("KTPEL_SCREENS").map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("screens"), PathBuf::from);
        Self { page, axe, folder }
    }

    /// Waits for a text, asks axe-core, takes the picture.
    async fn add(&self, name: &str, awaited: &str) {
        self.page.see(awaited).await;
        let script = format!(
            "{}; const done = arguments[arguments.length - 1]; axe.run(document, {{resultTypes: ['violations']}}).then((r) => done(r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' — ' + n.failureSummary).join(' | '))), (e) => done([String(e)]));",
            self.axe
        );
        let violations = self.page.0.execute_async(&script, vec![]).await.unwrap();
        assert_eq!(violations, json!([]), "axe-core on {name}");
        self.page.picture(&self.folder.join(format!("{name}.png"))).await;
    }
}

/// A day with something in every place: people at each step, a conflict between two laptops, an application, a print debt.
struct Day {
    _office: Office,
    url: String,
    laptop: Laptop,
    verifying: String,
    printing: String,
    recording: String,
    conflicting: String,
}

fn a_day() -> Day {
    let mut office = Office::seed(RESIDENTS);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Amiruddin");
    let other = Laptop::ready(&office, &url, "Laptop 2", "Siti Rahmawati");
    let open = |nama: &str, layanan: &str| laptop.open_case(layanan, json!({ "nama_lengkap": nama }));

    let conflicting = open("Ruslan Fo'o", "baru");
    let residents = laptop.residents_with_card();
    let with_card = |nik: &str, layanan: &str| {
        text(&laptop.call("case.open", json!({ "layanan": layanan, "contact": null, "nik": nik, "fields": {} }))["detail"]["id"])
    };
    let verifying = with_card(&residents[0], "hilang");
    laptop.do_step(&verifying, "mobile.minta_nik");
    let printing = with_card(&residents[1], "hilang");
    laptop.do_step(&printing, "mobile.minta_nik");
    for document in ["f102", "surat_hilang", "fotokopi_kk"] {
        laptop.call("case.requirement", json!({ "id": printing, "requirement": document, "state": "present", "note": null }));
    }
    laptop.do_step(&printing, "mobile.nik_verifikasi");
    laptop.serve_lost_card(&residents[2]);
    let recording = open("Nurhayati", "baru");
    laptop.write(&recording, json!({ "punya_nik": "tidak" }));
    laptop.do_step(&recording, "mobile.minta_nik");
    laptop.begin(&recording, "mobile.jelaskan_daftar_nik");
    laptop.write(&recording, biodata());
    laptop.call("case.apply_nik", json!({ "id": recording, "text": "" }));
    laptop.end(&recording, "mobile.jelaskan_daftar_nik");
    let visit = text(&laptop.call("app.state", json!({}))["visit"]["id"]);
    let contact = json!({ "visit": visit, "nama": "H. Abdullah", "no_hp": "081200009901", "layanan": "baru", "punya_nik": "ya", "alamat": "Lingkungan Kolo Timur",
        "catatan": "Sakit, mohon didatangi", "cara": "telepon" });
    laptop.call("contact.log", contact);

    laptop.sync();
    other.sync();
    laptop.write(&conflicting, json!({ "no_hp": "081200009902" }));
    other.write(&conflicting, json!({ "no_hp": "081200009903" }));
    laptop.sync();
    other.sync();
    laptop.sync();
    Day { _office: office, url, laptop, verifying, printing, recording, conflicting }
}

#[tokio::test]
async fn screens_of_the_kit() {
    let day = tokio::task::spawn_blocking(a_day).await.unwrap();
    let browser = Browser::open(&format!("http://{}/#token={}", day.laptop.address(), day.laptop.token())).await;
    let page = &browser.page;
    let album = Album::of(page);
    album.add("field-board", "Panggil berikutnya").await;
    page.press("Terima pemohon").await;
    album.add("field-receive", "NIK, nomor KK, atau nama").await;
    page.keys(&key(Key::Escape)).await;
    page.press("Cari").await;
    page.keys("siti").await;
    album.add("field-search", "Siti").await;
    page.keys(&key(Key::Escape)).await;
    for (place, name, awaited) in [
        ("Kontak", "field-contacts", "H. Abdullah"),
        ("Utang cetak", "field-debts", "utang cetak"),
        ("Blanko", "field-stock", "CONTOH0001"),
        ("Kirim", "field-send", "Kirim sekarang"),
        ("Pengaturan", "field-settings", "Kunci layar"),
    ] {
        page.press(place).await;
        album.add(name, awaited).await;
    }
    page.press("Kontak").await;
    page.press("Surat Himbauan").await;
    album.add("field-himbauan", "Pencetak").await;
    page.keys(&key(Key::Escape)).await;

    open_case(page, &day.laptop, &day.conflicting).await;
    album.add("field-case-conflict", "081200009903").await;
    open_case(page, &day.laptop, &day.verifying).await;
    album.add("field-case-verify", "Data kantor di samping kartu keluarga").await;
    open_case(page, &day.laptop, &day.recording).await;
    page.activate("step", "Rekam").await;
    album.add("field-case-record", "0 dari 14 bagian").await;
    page.activate("step", "Daftar NIK").await;
    album.add("field-case-waiting", "Daftar NIK").await;
    open_case(page, &day.laptop, &day.printing).await;
    album.add("field-case-gate-shut", "Belum boleh dicetak").await;
    page.press("Ambil foto").await;
    page.press("Rekam").await;
    page.press("Lanjut").await;
    album.add("field-case-gate", "Boleh dicetak").await;
    page.press("Cetak kartu").await;
    album.add("field-case-outcome", "Apa yang keluar dari pencetak?").await;
    page.keys("1").await;
    album.add("field-case-handover", "Diserahkan kepada").await;
    page.press("Slip").await;
    album.add("field-slip", "Pencetak").await;
    page.keys(&key(Key::Escape)).await;
    page.press("Cari").await;
    page.type_into("NIK, nomor KK, nama, kode slip", &slip_of(&day.laptop, &day.verifying)).await;
    album.add("field-slip-genuine", "Slip asli").await;
    page.type_into("NIK, nomor KK, nama, kode slip", "HTTP://127.0.0.1/S/2KCFLIQBE4").await;
    album.add("field-slip-not-genuine", "Slip tidak asli atau rusak").await;
    page.keys(&key(Key::Escape)).await;

    // The same places in the dark, for their contrast.
    day.laptop.call("settings.set", json!({ "key": "theme", "value": "dark" }));
    page.0.refresh().await.unwrap();
    album.add("field-board-dark", "Panggil berikutnya").await;
    open_case(page, &day.laptop, &day.verifying).await;
    album.add("field-case-verify-dark", "Data kantor di samping kartu keluarga").await;
    day.laptop.call("session.lock", json!({}));
    page.0.refresh().await.unwrap();
    album.add("field-operator", "Siapa yang bekerja?").await;
    browser.close().await;
}

/// What a scanner reads from the slip of a case.
fn slip_of(laptop: &Laptop, id: &str) -> String {
    text(&laptop.call("document.make", json!({ "id": id, "document": "slip", "printer": null }))["qr"])
}

/// Finds a case by its code.
async fn open_case(page: &Page, laptop: &Laptop, id: &str) {
    let kode = text(&laptop.case(id)["kode"]);
    page.keys("/").await;
    page.type_into("NIK, nomor KK, nama, kode slip", &kode).await;
    page.see(&kode).await;
    page.keys(&key(Key::Enter)).await;
    page.see(&format!("Slip {kode}")).await;
}

/// A laptop that was put back from a copy and carries a team-mate's work on its stick, and what the office sees of it.
#[tokio::test]
async fn screens_of_a_laptop_put_back() {
    let (mut office, mut laptop, stick) = tokio::task::spawn_blocking(|| {
        let mut office = Office::seed(500);
        let url = office.start();
        let mut laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
        let disk = laptop.copy_of_disk();
        laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
        laptop.sync();
        laptop.put_back(disk.path());
        laptop.open_case("baru", json!({ "nama_lengkap": "Nur Aini", "punya_nik": "tidak" }));
        laptop.sync();
        let mate = Laptop::ready(&office, &url, "Laptop 2", "Amiruddin");
        laptop.sync();
        office.stop();
        laptop.joins(&[&mate.joins(&[])]);
        let case = mate.open_case("baru", json!({ "nama_lengkap": "Amir", "punya_nik": "tidak" }));
        laptop.until(&case, "the team-mate's case", |case| case["id"].is_string());
        (office, laptop, tempfile::tempdir().unwrap())
    })
    .await
    .unwrap();
    let browser = Browser::open(&format!("http://{}/#token={}", laptop.address(), laptop.token())).await;
    let page = &browser.page;
    let album = Album::of(page);
    page.press("Kirim").await;
    album.add("field-put-back", "Laptop ini dipulihkan dari salinan").await;
    page.type_into("Folder USB", &stick.path().display().to_string()).await;
    page.press("Simpan ke USB").await;
    album.add("field-stick", "Tersimpan di USB").await;
    laptop.call("settings.set", json!({ "key": "theme", "value": "dark" }));
    laptop.call("settings.set", json!({ "key": "locale", "value": "en" }));
    page.0.refresh().await.unwrap();
    page.press("Send").await;
    album.add("field-put-back-dark", "This laptop was put back from a copy").await;
    page.type_into("Folder of the stick", &stick.path().display().to_string()).await;
    page.press("Save to the stick").await;
    album.add("field-stick-dark", "Saved on the stick").await;
    browser.close().await;
    laptop.kill();
    let office = tokio::task::spawn_blocking(move || {
        let url = office.start();
        (office, url)
    });
    let (_office, url) = office.await.unwrap();
    let browser = Browser::open(&url).await;
    sign_in_office(&browser.page, "kasi", "kasi-contoh-2026").await;
    browser.page.activate("link", "Perangkat").await;
    let album = Album::of(&browser.page);
    album.add("office-put-back", "dipulihkan dari salinan").await;
    browser.page.press("Terima USB dari laptop").await;
    let saved =
        std::fs::read_dir(stick.path()).unwrap().map(|file| file.unwrap().path()).find(|file| file.extension() == Some("ktps".as_ref()));
    let input = browser.page.0.find(Locator::Css("input[type=file]")).await.unwrap();
    input.send_keys(&saved.unwrap().display().to_string()).await.unwrap();
    browser.page.press("Terima").await;
    album.add("office-stick", "Juga diterima dari laptop lain: Laptop 2.").await;
    browser.close().await;
}

#[tokio::test]
async fn screens_before_work() {
    let home = KitHome::empty();
    let mut command = std::process::Command::new(program("ktpel-web-host"));
    let (_host, address) = start_until(command.env("KTPEL_DATA_DIR", home.path()), "http://");
    let browser = Browser::open(address.trim()).await;
    Album::of(&browser.page).add("field-setup", "Siapkan laptop ini").await;
    browser.close().await;
}

/// Two people at the office and one at the laptop take it in, each at the own screen.
#[tokio::test]
async fn screens_of_the_ceremony() {
    let (office, url) = tokio::task::spawn_blocking(|| {
        let mut office = Office::seed(500);
        let url = office.start();
        (office, url)
    })
    .await
    .unwrap();
    let browser = Browser::open(&url).await;
    let page = &browser.page;
    let album = Album::of(page);
    page.type_into("Nama pengguna", "admin").await;
    page.type_into("Kata sandi", "admin-contoh-2026").await;
    page.keys(&key(Key::Enter)).await;
    page.activate("link", "Perangkat").await;
    page.press("Daftarkan laptop baru").await;
    page.see("Alamat kantor").await;
    // The sheet is open in the picture too: what a scanner types is what stands there.
    let scanned = text(
        &page
            .script("document.querySelector('details').open = true; return document.querySelector('details .text').textContent", vec![])
            .await,
    );
    album.add("office-code", "KTPEL1").await;
    page.keys(&key(Key::Escape)).await;

    let home = KitHome::empty();
    let mut command = std::process::Command::new(program("ktpel-web-host"));
    let (_host, address) = start_until(command.env("KTPEL_DATA_DIR", home.path()), "http://");
    let laptop = Browser::open(address.trim()).await;
    let kit = &laptop.page;
    kit.see("Siapkan laptop ini").await;
    kit.type_into("Kode sekali pakai", &scanned).await;
    kit.type_into("Nama laptop ini", "Laptop 3").await;
    kit.press("Siapkan").await;
    Album::of(kit).add("field-six-words", "Menunggu persetujuan kantor").await;
    let said =
        kit.script("return [...document.querySelectorAll('ol li')].map((li) => li.lastChild.textContent.trim()).join(' ')", vec![]).await;

    page.see("Laptop 3 menunggu persetujuan").await;
    page.see(&text(&said)).await;
    album.add("office-waiting-own", "Minta orang lain").await;
    page.press("Keluar").await;
    sign_in_office(page, "kasi", "kasi-contoh-2026").await;
    page.activate("link", "Perangkat").await;
    album.add("office-waiting", "Laptop 3 menunggu persetujuan").await;
    page.press("Bandingkan kata…").await;
    album.add("office-confirm", "Minta petugas di laptop membacakan").await;
    page.tick("checkbox", "Keenam kata sudah dibacakan dan semuanya sama").await;
    page.press("Sama, setujui").await;
    page.see("Laptop 3 diterima.").await;
    kit.see("Tulis lima kata ini di kertas").await;
    laptop.close().await;
    browser.close().await;
    drop(office);
}

#[tokio::test]
async fn screens_of_the_office() {
    let day = tokio::task::spawn_blocking(a_day).await.unwrap();
    let browser = Browser::open(&day.url).await;
    let page = &browser.page;
    let album = Album::of(page);
    album.add("office-signin", "Nama pengguna").await;
    sign_in_office(page, "kasi", "kasi-contoh-2026").await;
    album.add("office-overview", "Laptop 2").await;
    for (place, name, awaited) in [
        ("Permohonan NIK", "office-applications", "Nurhayati"),
        ("Konflik", "office-conflicts", "081200009903"),
        ("Kasus", "office-cases", "Nurhayati"),
        ("Kunjungan", "office-visits", "Kolo"),
        ("Perangkat", "office-devices", "Laptop 1"),
    ] {
        page.activate("link", place).await;
        album.add(name, awaited).await;
    }
    page.activate("link", "Kunjungan").await;
    page.press("semua, Ubah laptop tim: Kolo").await;
    album.add("office-visit-team", "Hanya laptop ini").await;
    page.keys(&key(Key::Escape)).await;
    page.press("Rencanakan kunjungan").await;
    album.add("office-visit-plan", "Hanya laptop ini").await;
    page.keys(&key(Key::Escape)).await;
    page.activate("link", "Kasus").await;
    page.press("Periksa slip").await;
    page.type_into("Kode atau alamat slip", &slip_of(&day.laptop, &day.verifying)).await;
    page.keys(&key(Key::Enter)).await;
    album.add("office-slip", "Buka kasus").await;
    page.keys(&key(Key::Escape)).await;
    page.0.goto(&format!("{}/#/kasus/{}", day.url, day.conflicting)).await.unwrap();
    album.add("office-case", "Ruslan Fo'o").await;
    let errors: Value = page.script("return performance.getEntriesByType('resource').filter((r) => r.responseStatus >= 400 && !r.name.endsWith('/api/me')).map((r) => r.name)", vec![]).await;
    assert_eq!(errors, json!([]), "nothing that the dashboard loads is missing (who nobody is yet, it asks before the sign-in)");
    browser.close().await;
}

/// The admin of a new office signs in for the first time and makes an account.
#[tokio::test]
async fn screens_of_the_first_sign_in() {
    let mut office = Office::init();
    let url = office.start();
    let one_time = office.logins.split("one-time password ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let browser = Browser::open(&url).await;
    let page = &browser.page;
    let album = Album::of(page);
    album.add("entry-signin", "Nama pengguna").await;
    page.type_into("Nama pengguna", "admin").await;
    page.type_into("Kata sandi", &one_time).await;
    page.keys(&key(Key::Enter)).await;
    page.type_into("Kata sandi baru", "kopi tanpa gula").await;
    page.type_into("Ketik sekali lagi", "kopi tanpa gula").await;
    album.add("entry-password", "langkah 1 dari 3").await;
    page.press("Lanjut").await;
    page.see("langkah 2 dari 3").await;
    page.find("textbox", "Enam angka yang tampak di ponsel").await;
    album.add("entry-totp", "Tidak dapat memindai").await;
    let secret = page.script("return document.querySelector('.secret').textContent", vec![]).await;
    page.type_into("Enam angka yang tampak di ponsel", &code_of(&text(&secret))).await;
    page.press("Lanjut").await;
    album.add("entry-codes", "langkah 3 dari 3").await;
    page.tick("checkbox", "Kode sudah saya simpan di tempat terkunci").await;
    page.press("Mulai bekerja").await;
    page.see("Admin Kantor").await;
    page.activate("link", "Akun").await;
    page.press("Tambah akun").await;
    page.type_into("Nama", "Nurhayati").await;
    page.type_into("Nama pengguna", "nurhayati").await;
    page.pick("Peran", "Kasi Identitas").await;
    album.add("office-account-add", "Buat akun").await;
    page.press("Buat akun").await;
    album.add("office-account-onetime", "Sampaikan langsung").await;
    page.keys(&key(Key::Escape)).await;
    album.add("office-accounts", "menunggu masuk pertama").await;
    page.press("Atur ulang: Nurhayati").await;
    album.add("office-account-reset", "kunci lama tetap dapat dibuktikan").await;
    page.keys(&key(Key::Escape)).await;
    page.press("Admin Kantor, Admin").await;
    album.add("office-own-account", "Ganti kata sandi").await;
    page.keys(&key(Key::Escape)).await;
    page.press("Keluar").await;
    page.type_into("Nama pengguna", "admin").await;
    page.type_into("Kata sandi", "kopi tanpa gula").await;
    page.keys(&key(Key::Enter)).await;
    album.add("entry-code", "Ketik kode dari ponsel").await;
    browser.close().await;
}

/// What the telephone shows now.
fn code_of(secret: &str) -> String {
    let bytes = data_encoding::BASE32_NOPAD.decode(secret.replace(' ', "").as_bytes()).unwrap();
    let secret = totp_rs::Secret::new_stack(bytes.try_into().unwrap());
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(now).to_string()
}
