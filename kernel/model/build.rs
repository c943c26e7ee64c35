//! Embeds `facts/`: writes the table of model files that `src/catalog.rs` includes.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let facts = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../facts");
    let facts = fs::canonicalize(facts)?;
    let folder = facts.join("models");
    for part in ["models", "iam"] {
        println!("cargo:rerun-if-changed={}", facts.join(part).display());
    }
    println!("cargo:rustc-env=HANEUL_FACTS={}", facts.display());
    let mut ids = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().into_string().unwrap_or_default();
        ids.extend(name.strip_suffix(".model").map(str::to_owned));
    }
    ids.sort();
    let mut text = format!("static MODELS: [(&str, &[u8]); {}] = [\n", ids.len());
    for id in &ids {
        let file = folder.join(format!("{id}.model"));
        text += &format!("    ({id:?}, include_bytes!({file:?})),\n");
    }
    text += "];\n";
    fs::write(Path::new(&env::var("OUT_DIR")?).join("models.rs"), text)?;
    Ok(())
}
