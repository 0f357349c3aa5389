//! What a printed paper says, as it is read aloud.

use std::process::{Command, Stdio};

/// The text of a PDF on one line.
///
/// # Panics
/// Poppler's `pdftotext` is missing, or this is no PDF.
#[must_use]
pub fn text(pdf: &[u8]) -> String {
    assert!(pdf.starts_with(b"%PDF-"), "{}", String::from_utf8_lossy(pdf));
    let (process, thread) = (std::process::id(), std::thread::current().id());
    let path = std::env::temp_dir().join(format!("sportello-{process}-{thread:?}.pdf"));
    std::fs::write(&path, pdf).expect("written");
    let output = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8"])
        .arg(&path)
        .arg("-")
        .stderr(Stdio::null())
        .output()
        .expect("pdftotext (Debian: apt-get install poppler-utils)");
    drop(std::fs::remove_file(&path));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
