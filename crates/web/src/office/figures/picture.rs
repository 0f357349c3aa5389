//! Pictures of figures as marks and words at their places: what a template writes as SVG. Every mark has its number beside
//! it, so that nothing is told by a colour alone; the measures are those of a telephone, and grow with the page.

/// Units across.
const WIDTH: i64 = 320;
/// Of a column with its distance, where there are twelve.
const COLUMN: i64 = 26;
/// Of the highest column.
const HIGHEST: i64 = 110;
/// Of the letters, with some room.
const LETTERS: i64 = 16;
/// Of a bar.
const BAR: i64 = 14;
/// Letters in a line of that width.
const LINE: usize = 50;

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
    /// Which part of its bar, from 0.
    pub part: usize,
}

/// Words at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub x: i64,
    pub y: i64,
    pub text: String,
    /// They stand in the middle of their place.
    pub is_centred: bool,
    /// They are the name of what is told.
    pub is_name: bool,
}

/// A picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Picture {
    pub height: i64,
    pub marks: Vec<Mark>,
    pub words: Vec<Words>,
    /// The same in words, for who does not see it.
    pub told: String,
}

/// A bar of a picture.
pub(super) struct Line {
    pub label: String,
    /// One after the other.
    pub parts: Vec<i64>,
    pub told: String,
}

impl Picture {
    /// A column for each name.
    pub fn columns(values: &[(String, i64)]) -> Picture {
        let most = values.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
        let mut picture = Picture { height: HIGHEST + LETTERS * 2 + 4, ..Picture::default() };
        let mut told = Vec::new();
        for (at, (name, n)) in (0_i64..).zip(values) {
            let height = if *n > 0 { (n * HIGHEST / most).max(2) } else { 0 };
            let (x, foot) = (4 + at * COLUMN, HIGHEST + LETTERS);
            let mark = Mark { x, y: foot - height, width: COLUMN - 6, height, part: 0 };
            picture.marks.push(mark);
            let middle = x + (COLUMN - 6) / 2;
            let words =
                |y, text: String, is_name| Words { x: middle, y, text, is_centred: true, is_name };
            picture.words.push(words(foot - height - 4, n.to_string(), false));
            picture.words.push(words(foot + LETTERS, name.clone(), true));
            told.push(format!("{name} {n}"));
        }
        picture.told = told.join(", ");
        picture
    }

    /// A bar for each line, in the measure of the longest.
    pub fn bars(lines: Vec<Line>) -> Picture {
        let most = lines.iter().map(|line| line.parts.iter().sum()).max().unwrap_or(0).max(1);
        Self::of(lines, |_| most)
    }

    /// Bars of one length, parted.
    pub fn shares(lines: Vec<Line>) -> Picture {
        Self::of(lines, |line| line.parts.iter().sum::<i64>().max(1))
    }

    fn of(lines: Vec<Line>, whole: impl Fn(&Line) -> i64) -> Picture {
        let mut picture = Picture::default();
        let mut told = Vec::new();
        for line in lines {
            let whole = whole(&line);
            let words =
                |y, text: String, is_name| Words { x: 0, y, text, is_centred: false, is_name };
            let top = picture.height;
            picture.words.push(words(top + LETTERS - 3, shortened(&line.label), true));
            let mut met = 0;
            for (part, n) in line.parts.iter().enumerate().filter(|(_, n)| **n > 0) {
                let x = met * WIDTH / whole;
                met += n;
                let width = (met * WIDTH / whole - x).max(2);
                let y = top + LETTERS + 2;
                picture.marks.push(Mark { x, y, width, height: BAR, part });
            }
            let below = top + LETTERS + BAR + LETTERS;
            picture.words.push(words(below, shortened(&line.told), false));
            picture.height = below + 12;
            told.push(format!("{}: {}", line.label, line.told));
        }
        picture.told = told.join("; ");
        picture
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LINE {
        return text.to_owned();
    }
    let short: String = text.chars().take(LINE - 1).collect();
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_within_their_picture_and_say_their_number() {
        let values: Vec<(String, i64)> = (0..12).map(|n| (format!("m{n}"), n * 100)).collect();
        let columns = Picture::columns(&values);
        let line =
            |parts: &[i64]| Line { label: "x".repeat(99), parts: parts.to_vec(), told: "y".into() };
        let bars = Picture::bars(vec![line(&[3, 1]), line(&[0, 0]), line(&[1_000_000, 1])]);
        let shares = Picture::shares(vec![line(&[1, 2]), line(&[0, 0])]);
        for picture in [&columns, &bars, &shares, &Picture::bars(Vec::new())] {
            for mark in &picture.marks {
                assert!(mark.x >= 0 && mark.y >= 0 && mark.x + mark.width <= WIDTH + 2, "{mark:?}");
                assert!(mark.y + mark.height <= picture.height, "{mark:?}");
            }
            assert!(picture.words.iter().all(|words| words.y <= picture.height));
        }
        assert_eq!(columns.marks[0].height, 0);
        assert_eq!(columns.marks[11].height, HIGHEST);
        assert!(columns.told.ends_with("m11 1100"));
        // What stands for shares is drawn in one measure.
        assert_eq!(shares.marks.iter().map(|mark| mark.width).sum::<i64>(), WIDTH);
    }
}
