//! Where in the text a part of the document stands: `form.steps[1].title.it` -> line and column.
//! Reads the YAML a second time, for its places only.

use std::{collections::HashMap, fmt};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// Line and column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// The places of all parts of one text.
#[derive(Debug, Clone, Default)]
pub struct Places {
    parts: HashMap<String, Place>,
    lines: Vec<String>,
}

impl Places {
    /// The places in a text; none if it is not YAML.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut parts = HashMap::new();
        if let Ok(root) = serde_saphyr::from_str::<Spanned<Node>>(text) {
            note(&root, String::new(), &mut parts);
        }
        Self { parts, lines: text.lines().map(str::to_owned).collect() }
    }

    /// Where `path` stands, or its nearest surrounding part.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Place> {
        let mut path = path;
        loop {
            if let Some(place) = self.parts.get(path) {
                return Some(*place);
            }
            if path.is_empty() {
                return None;
            }
            path = path.rfind(['.', '[']).map_or("", |cut| &path[..cut]);
        }
    }

    /// Where a line and a column (from 1) inside the text at `path` stand; the start of the part
    /// when it is not a text of its own, or nothing was said of its inside.
    #[must_use]
    pub fn find_inside(&self, path: &str, inside: Option<(u32, u32)>) -> Place {
        let start = self.find(path).unwrap_or(Place { line: 1, column: 1 });
        let (Some((line, column)), true) = (inside, self.parts.contains_key(path)) else {
            return start;
        };
        if let Some(indent) = self.block_indent(start) {
            return Place { line: start.line + line - 1, column: indent + column };
        }
        let rest: String = self.row(start.line).chars().skip(start.column as usize - 1).collect();
        let quote = u32::from(rest.starts_with(['"', '\'']));
        match line {
            1 => Place { line: start.line, column: start.column + quote + column - 1 },
            _ => start,
        }
    }

    /// How far a block text is set in, if one begins at `start`: alone on its line, below `|` or `>`.
    fn block_indent(&self, start: Place) -> Option<u32> {
        let indent = start.column.checked_sub(1)?;
        let is_alone = self.row(start.line).chars().take(indent as usize).all(|c| c == ' ');
        let above = self.row(start.line.checked_sub(1)?).trim_end();
        let mark = above.rsplit([' ', ':']).next()?;
        (is_alone && mark.starts_with(['|', '>'])).then_some(indent)
    }

    /// A line of the text, from 1; empty beyond its end.
    fn row(&self, line: u32) -> &str {
        let index = (line as usize).checked_sub(1);
        index.and_then(|index| self.lines.get(index)).map_or("", String::as_str)
    }
}

fn note(node: &Spanned<Node>, path: String, places: &mut HashMap<String, Place>) {
    let at = node.defined;
    let place = Place {
        line: u32::try_from(at.line()).unwrap_or(u32::MAX),
        column: u32::try_from(at.column()).unwrap_or(u32::MAX),
    };
    match &node.value {
        Node::Map(entries) => {
            for (key, value) in entries {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                note(value, inner, places);
            }
        }
        Node::List(items) => {
            for (index, item) in items.iter().enumerate() {
                note(item, format!("{path}[{index}]"), places);
            }
        }
        Node::Leaf => {}
    }
    places.insert(path, place);
}

/// The skeleton of a YAML text.
enum Node {
    Map(Vec<(String, Spanned<Node>)>),
    List(Vec<Spanned<Node>>),
    Leaf,
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_str<E>(self, _: &str) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Leaf)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Node, D::Error> {
        Node::deserialize(inner)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            map.push((key, entries.next_value()?));
        }
        Ok(Node::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_by_its_path() {
        let text = "id: x\nform:\n  steps:\n    - id: a\n      title: {it: Uno}\n    - {id: b, title: Due}\n";
        let places = Places::of(text);
        let at = |path: &str| places.find(path).map(|p| (p.line, p.column));
        assert_eq!(at("id"), Some((1, 5)));
        assert_eq!(at("form.steps[0].title.it"), Some((5, 19)));
        assert_eq!(at("form.steps[1].title"), Some((6, 22)));
        assert_eq!(at("form.steps[1].missing.deep"), at("form.steps[1]"));
        assert_eq!(at("nowhere"), at(""));
    }
}
