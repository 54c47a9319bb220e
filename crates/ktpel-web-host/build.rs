//! Makes sure that the folder of the built UI exists, so that a check without Node still compiles.

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=../../ui/dist/field");
    std::fs::create_dir_all("../../ui/dist/field")
}
