//! Makes sure that the folder of the built dashboard exists, so that the server builds without it.

fn main() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/dist/office");
    println!("cargo::rerun-if-changed={folder}");
    std::fs::create_dir_all(folder).expect("the folder of the built dashboard can be made");
}
