mod sample;
#[test]
fn draft() {
    let out = std::env::temp_dir();
    std::fs::write(out.join("p-rich.pdf"), documents::receipt(&sample::rich_receipt()).unwrap())
        .unwrap();
    std::fs::write(out.join("p-min.pdf"), documents::receipt(&sample::minimal_receipt()).unwrap())
        .unwrap();
    std::fs::write(out.join("p-letter.pdf"), documents::letter(&sample::letter()).unwrap())
        .unwrap();
}
