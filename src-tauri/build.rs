//! Declares the two commands, so that each needs an explicit permission: otherwise every window may call every command.

fn main() {
    // A check without Node must still compile: the folder of the built UI may be empty, but it must be there.
    std::fs::create_dir_all("../ui/dist/field").expect("the folder of the built UI can be made");
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(&["rpc", "put_blob"])))
        .expect("tauri-build reads tauri.conf.json and the capabilities");
}
