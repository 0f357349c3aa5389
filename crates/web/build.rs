//! Turns `dist/manifest.json` into a table of embedded files, with the names of places. It cannot run npm: cargo must build
//! without a network, so a missing `dist/` is an error that says what to do.

use std::{env, fmt::Write, fs, path::PathBuf};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    let dist = root.join("dist");
    let manifest = dist.join("manifest.json");
    for file in [&manifest, &dist.join("places.json"), &dist.join("registers.json")] {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    // Pictures that are added must be embedded; the macro alone would not notice new files.
    println!("cargo::rerun-if-changed={}", root.join("templates/guide").display());
    let Ok(text) = fs::read_to_string(&manifest) else {
        println!("cargo::error=dist/manifest.json is missing: run `npm ci && npm run build` first");
        return;
    };
    let table = match table(&text, &dist.to_string_lossy()) {
        Ok(table) => table,
        Err(why) => {
            println!("cargo::error=dist/manifest.json: {why}: run `npm run build` again");
            return;
        }
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("assets.rs");
    if let Err(error) = fs::write(&out, table) {
        println!("cargo::error={}: {error}", out.display());
    }
}

fn table(text: &str, dist: &str) -> Result<String, String> {
    let manifest: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let files = manifest["files"].as_object().ok_or("no files")?;
    let mut table = String::from("pub static FILES: &[Asset] = &[\n");
    for (name, entry) in files {
        let file = entry["file"].as_str().ok_or("a file without name")?;
        let kind = entry["type"].as_str().ok_or("a file without type")?;
        let bytes =
            |ending: &str| format!("include_bytes!({:?})", format!("{dist}/{file}{ending}"));
        let packed = |ending: &str| match entry["compressed"].as_bool() {
            Some(true) => format!("Some({})", bytes(ending)),
            _ => "None".to_owned(),
        };
        writeln!(
            table,
            "Asset {{ name: {name:?}, file: {file:?}, url: {:?}, kind: {kind:?}, \
             plain: {}, br: {}, gz: {} }},",
            format!("/assets/{file}"),
            bytes(""),
            packed(".br"),
            packed(".gz"),
        )
        .map_err(|e| e.to_string())?;
    }
    table.push_str("];\n");
    let colours = serde_json::to_string(&manifest["colours"]).map_err(|e| e.to_string())?;
    writeln!(table, "pub const COLOURS: &str = {colours:?};").map_err(|e| e.to_string())?;
    for (name, file) in [("PLACES", "places.json"), ("REGISTERS", "registers.json")] {
        let file = format!("{dist}/{file}");
        writeln!(table, "pub const {name}: &str = include_str!({file:?});")
            .map_err(|e| e.to_string())?;
    }
    Ok(table)
}
