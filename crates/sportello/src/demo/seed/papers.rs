//! Papers of the demo: PDFs that say what they stand for, a plan on each page after the first.

/// What a PDF that declares a signature has at its end; no reader takes it for a valid one.
pub(super) const SIGNATURE: &str =
    "999 0 obj\n<< /Type /Sig /ByteRange [0 10 20 30] /Contents <308006> >>\nendobj\n%%EOF\n";

/// A PDF of so many pages.
pub(super) fn paper(name: &str, pages: usize) -> String {
    let text = format!("Documento di prova: {}", name.trim_end_matches(".pdf").replace('-', " "));
    let kids: Vec<String> = (0..pages).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for n in 0..pages {
        let content = match n {
            0 => format!("BT /F1 20 Tf 60 760 Td ({text}) Tj ET"),
            n => plan(n),
        };
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * n
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut pdf = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        pdf.push_str(&format!("{offset:010} 00000 n \n"));
    }
    pdf.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    pdf
}

/// The plan of a house that nobody has built: outer walls, two inner ones, a gate that grows from page to page.
fn plan(n: usize) -> String {
    let gate = 60 + 15 * n;
    format!(
        "BT /F1 16 Tf 60 780 Td (Tavola {n} - Pianta del piano terra, scala 1:100) Tj ET \
         4 w 80 200 430 480 re S 2 w 80 420 m 330 420 l S 330 200 m 330 680 l S \
         0.8 0.1 0.1 RG 6 w 380 200 m {} 200 l S 0 0 0 RG \
         BT /F1 11 Tf 390 180 Td (passo carrabile, {gate} dm) Tj ET \
         BT /F1 11 Tf 180 540 Td (soggiorno) Tj ET BT /F1 11 Tf 180 300 Td (rimessa) Tj ET \
         BT /F1 11 Tf 390 440 Td (cortile) Tj ET",
        380 + gate.min(120)
    )
}
