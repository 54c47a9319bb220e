use ktpel_domain::layanan::Layanan;
use ktpel_sop::catalogue::Catalogue;
use ktpel_sop::{FILES, catalogue};

#[test]
fn the_shipped_definitions_hang_together() {
    let faults = Catalogue::load(FILES).err().unwrap_or_default();
    let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn every_service_has_a_block_and_a_mobile_procedure() {
    for layanan in Layanan::ALL {
        let service = catalogue().layanan(layanan).expect("a service without documents could not be offered");
        assert_eq!(service.mobile.as_deref(), Some("mobile"), "{layanan:?}: the kit serves all six");
    }
}

#[test]
fn the_five_procedures_have_the_times_of_the_sop() {
    let times: Vec<_> = catalogue().procedures().iter().map(|it| (it.id.as_str(), it.steps.len(), it.total_seconds / 60)).collect();
    assert_eq!(times, [("mobile", 8, 19), ("baru", 7, 13), ("luar_domisili", 6, 13), ("hilang_rusak", 6, 13), ("pindah", 6, 13)]);
}

#[test]
fn printed_numbers_are_labels_and_jump_where_the_source_jumps() {
    let numbers = |id: &str| catalogue().procedure(id).unwrap().steps.iter().map(|step| step.no).collect::<Vec<_>>();
    assert_eq!(numbers("mobile"), [1, 2, 3, 4, 5, 6, 7, 9]);
    assert_eq!(numbers("pindah"), [1, 2, 4, 5, 6, 7]);
}

#[test]
fn what_comes_before_a_step_is_everything_that_leads_to_it() {
    let mobile = catalogue().procedure("mobile").unwrap();
    let before = |id: &str| mobile.before(id).iter().map(|step| step.no).collect::<Vec<_>>();
    assert!(before("mobile.kontak").is_empty());
    assert_eq!(before("mobile.nik_verifikasi"), [1, 2, 3, 4]);
    assert_eq!(before("mobile.serahkan"), [1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn the_screens_show_the_signed_wording_with_repairs_beside_it() {
    let pindah = catalogue().procedure_info("pindah").unwrap();
    let step = |id: &str| pindah.steps.iter().find(|step| step.id == id).unwrap();
    let upload = step("pindah.unggah_ajukan");
    assert_eq!(upload.text, "Petugas melakukan apload dokumen persyaratan lalu melakukan pengajuan cetak KTP el");
    assert!(
        upload.notes[0].ends_with("Petugas mengunggah dokumen persyaratan lalu melakukan pengajuan cetak KTP-el"),
        "{:?}",
        upload.notes
    );
    let verify = step("pindah.verifikasi_berkas");
    assert!(verify.outputs[0].contains("Kartu Keluarga"), "the copy speaks of the family card here");
    assert!(verify.notes.iter().any(|note| note.contains("Kepastian waktu kapan KTP-el dapat diambil")), "{:?}", verify.notes);
    assert_eq!((verify.lane_label.as_str(), verify.on_return.as_deref()), ("Petugas Administrasi", Some("pemohon")));
}

#[test]
fn who_signs_is_not_in_the_definitions() {
    for (file, text) in FILES {
        assert!(!text.contains("MARIAMAH") && !text.contains("19670311"), "{file}: Kepala Dinas is configuration of the office");
    }
}

#[test]
fn a_row_of_documents_names_what_may_stand_for_it() {
    let pindah = catalogue().layanan_info(Layanan::PindahDatang).unwrap();
    assert_eq!(pindah.requirements, ["f102", "surat_pindah", "fotokopi_kk", "ktp_asal"]);
    let card = pindah.needs.iter().find(|need| need.id == "ktp_asal").unwrap();
    assert_eq!(card.label, "KTP-el daerah asal (ditarik) atau Surat keterangan hilang dari kepolisian");
    assert_eq!(card.any_of, ["ktp_asal", "surat_hilang"]);
    assert!(pindah.at_desk && pindah.withdraw_old_card && !pindah.may_record);
    assert!(!catalogue().layanan_info(Layanan::PerubahanData).unwrap().at_desk, "mobile only");
}

#[test]
fn every_code_field_has_choices_in_their_stored_form() {
    let codes = catalogue().codes();
    for form in catalogue().form_infos() {
        for field in &form.fields {
            assert_eq!(field.kind == "code", field.code_list.is_some(), "{}", field.id);
            let choices = field.code_list.as_ref().map(|list| codes.get(list).map_or(0, Vec::len));
            assert!(choices.is_none_or(|count| count > 1), "{} has {choices:?}", field.id);
        }
    }
    assert_eq!(codes["status_kawin"][2].id, "f101_2019/3/Kawin Belum Tercatat");
    assert_eq!(codes["pekerjaan"].len(), 99);
    assert_eq!(codes["layanan"].len(), 6);
}

#[test]
fn the_card_shows_the_fields_that_the_law_names() {
    let printed: Vec<_> = catalogue().fields().filter(|field| field.printed).map(|field| field.id.as_str()).collect();
    assert_eq!(
        printed,
        [
            "nama_lengkap",
            "jenis_kelamin",
            "tempat_lahir",
            "tanggal_lahir",
            "golongan_darah",
            "agama",
            "status_kawin",
            "pekerjaan",
            "kewarganegaraan",
            "alamat",
            "rt",
            "rw",
            "kelurahan",
            "nik"
        ]
    );
}
