//! A laptop breaks and a copy of its disk takes its place: the work it had sent since the copy comes back from the office, what it did on the copy follows
//! behind, and both sides are told (docs/decisions/0013-a-kit-put-back.md).

use ktpel_tests::{Dashboard, Laptop, Office, laptop::text, village::biodata};
use serde_json::json;

#[test]
fn a_laptop_put_back_from_a_copy_goes_on_with_everything() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let mut laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let mate = Laptop::ready(&office, &url, "Laptop 2", "Amiruddin");
    let residents = laptop.residents_with_card();
    let first = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    laptop.sync();
    let disk = laptop.copy_of_disk();

    laptop.write(&first, biodata());
    let printed = laptop.serve_lost_card(&residents[0]);
    laptop.print_card(&printed, "CONTOH0001");
    laptop.came_out(&printed, "good");
    laptop.sync();
    let (stock, history) = (laptop.call("stock.get", json!({})), laptop.case(&printed)["history"].clone());

    laptop.put_back(disk.path());
    assert_eq!(laptop.refused("case.get", json!({ "id": printed }))["code"], "not_found", "the copy knows nothing of it");
    laptop.note(&first, "Ditulis di salinan");
    let since = laptop.open_case("baru", json!({ "nama_lengkap": "Nur Aini", "punya_nik": "tidak" }));
    assert_eq!(laptop.sync()["status"]["unsent"], 0, "one run");

    assert_eq!(laptop.case(&printed)["history"], history, "the work of the lost disk is back");
    assert_eq!(laptop.call("stock.get", json!({})), stock, "the blanko that it used is used");
    let kept = laptop.case(&first);
    assert_eq!(kept["fields"]["alamat"]["said"][0]["value"], "Jl. Gajah Mada 1");
    assert!(kept["history"].to_string().contains("Ditulis di salinan"), "and so is the work on the copy");
    assert_eq!(laptop.call("kit.verify", json!({}))["problems"], json!([]));
    assert_eq!(laptop.call("status.get", json!({}))["office"]["what"], "put_back", "the operator is told");

    mate.sync();
    for id in [&first, &printed, &since] {
        assert_eq!(mate.case(id)["history"], laptop.case(id)["history"], "the team has the same");
    }
    let kits = Dashboard::open(&url, "kasi").get("/api/devices");
    let told = kits.as_array().unwrap().iter().find(|kit| kit["nama"] == "Laptop 1").unwrap();
    assert_eq!(text(&told["notice"]["what"]), "put_back", "and the office: {told}");

    laptop.crash_and_open();
    assert_eq!(laptop.case(&printed)["history"], history);
    assert_eq!(laptop.call("kit.verify", json!({}))["problems"], json!([]));
}
