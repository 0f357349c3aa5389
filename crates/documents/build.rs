//! Puts the faces of Titillium Web (SIL Open Font License 1.1), which npm brings with
//! bootstrap-italia, where `src/faces.rs` can embed them. Nothing is downloaded here.

use std::path::Path;
use std::{env, fs};

/// Weights and styles that the templates use.
const FACES: [&str; 6] = ["regular", "italic", "600", "600italic", "700", "700italic"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_TYPST").is_none() {
        return;
    }
    let (Some(crate_dir), Some(out)) = (env::var_os("CARGO_MANIFEST_DIR"), env::var_os("OUT_DIR"))
    else {
        println!("cargo::error=this build script is run by cargo only");
        return;
    };
    let fonts =
        Path::new(&crate_dir).join("../../node_modules/bootstrap-italia/dist/fonts/Titillium_Web");
    println!("cargo::rerun-if-changed={}", fonts.display());
    let mut code = String::from("pub const TITILLIUM: &[&[u8]] = &[\n");
    for face in FACES {
        let name = format!("titillium-web-v10-latin-ext_latin-{face}.ttf");
        if let Err(error) = fs::copy(fonts.join(&name), Path::new(&out).join(&name)) {
            println!(
                "cargo::error=the font {name} of the npm package bootstrap-italia is missing \
                 ({error}): run `npm ci` in the root of the project, then build again"
            );
            return;
        }
        code.push_str(&format!("    include_bytes!(\"{name}\"),\n"));
    }
    code.push_str("];\n");
    if let Err(error) = fs::write(Path::new(&out).join("titillium.rs"), code) {
        println!("cargo::error=the list of fonts cannot be written: {error}");
    }
}
