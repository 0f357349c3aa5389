//! The words on a page, for who does not see it: glyphs in the order in which they are drawn, with a new line where one
//! begins. Pages that were scanned have none.

use hayro::{
    hayro_interpret::{
        BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
        InterpreterCache, InterpreterSettings, SoftMask, font::GlyphRun, hayro_cmap::BfString,
        interpret_page,
    },
    hayro_syntax::{Pdf, page::Page},
    kurbo::{Affine, BezPath, Point, Rect},
};

/// Longest text of a page, in characters.
const MOST: usize = 40_000;

/// What stands on a page.
pub(crate) fn words(pdf: &Pdf, page: &Page<'_>) -> String {
    let cache = InterpreterCache::new();
    let everything = Rect::new(0.0, 0.0, 1.0, 1.0);
    let settings = InterpreterSettings::default();
    let mut context = Context::new(Affine::IDENTITY, everything, &cache, pdf.xref(), settings);
    let mut reader = Reader::default();
    interpret_page(page, &mut context, &mut reader);
    let lines =
        reader.text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[derive(Default)]
struct Reader {
    text: String,
    /// How many characters.
    n: usize,
    /// Where the last glyph stands, and how large it is.
    last: Option<(Point, f64)>,
}

impl Reader {
    /// Goes on to a glyph: to the next line, or past a gap.
    fn go_to(&mut self, at: Point, size: f64) {
        if let Some((last, _)) = self.last {
            let (right, down) = (at.x - last.x, (at.y - last.y).abs());
            if down > size * 0.5 {
                self.text.push('\n');
            } else if right > size * 1.1 || right < -size {
                self.text.push(' ');
            }
        }
        self.last = Some((at, size));
    }
}

impl<'a> Device<'a> for Reader {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let Some(said) = glyph.as_unicode().filter(|_| self.n < MOST) else { continue };
            let to = props.transform * glyph.transform();
            // A glyph is drawn on a square of a thousand units.
            let size = to.determinant().abs().sqrt() * 1000.0;
            self.go_to(to * Point::ZERO, size);
            let before = self.text.len();
            match said {
                BfString::Char(one) => self.text.push(one),
                BfString::String(some) => self.text.push_str(&some),
            }
            self.n += self.text.len() - before;
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
