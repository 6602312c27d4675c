//! Turns the wording into Rust.

use std::{env, error::Error, fs, path::Path};

/// The files of what is sent, not shown on a page.
const SENT: [&str; 3] = ["sms", "email", "push"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=wording");
    match wording::generate(Path::new("wording"), &SENT) {
        Ok(code) => fs::write(Path::new(&env::var("OUT_DIR")?).join("catalogue.rs"), code)?,
        Err(faults) => faults.iter().for_each(|fault| println!("cargo::error={fault}")),
    }
    Ok(())
}
