//! The list of items of a HEIF file (`meta`, ISO/IEC 14496-12 § 8.11): which say something besides the picture, and where
//! their bytes lie.

use std::collections::BTreeMap;

use super::{Damaged, Head, TO_THE_END};

/// More pieces than any file has.
pub(super) const MANY: usize = 200;
/// EXIF that says nothing (23008-12 § A.2.1): where its TIFF begins, and one without entries.
const EMPTY: &[u8] = b"\0\0\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0";

/// Boxes of the list that a decoder needs.
const NEEDED: [&[u8; 4]; 11] = [
    b"hdlr", b"pitm", b"iinf", b"iloc", b"iprp", b"iref", b"idat", b"dinf", b"grpl", b"ipro",
    b"iods",
];
/// Properties that tell: names and words, days, places; whatever makers add.
const TELLING: [&[u8; 4]; 7] = [b"udes", b"altt", b"crtt", b"mdft", b"itai", b"taic", b"uuid"];

/// Bytes of a file that become zeroes.
#[derive(Debug)]
pub(super) struct Hidden {
    from: u64,
    to: u64,
    /// What stands at their beginning instead.
    begins: &'static [u8],
}

impl Hidden {
    /// Where they end.
    pub(super) fn ends(&self) -> u64 {
        self.to
    }

    /// Blanks those that are among `bytes`, which begin at `at`.
    pub(super) fn blank(&self, bytes: &mut [u8], at: u64) {
        let within = |place: u64| {
            usize::try_from(place.saturating_sub(at)).unwrap_or(usize::MAX).min(bytes.len())
        };
        let (from, to) = (within(self.from), within(self.to));
        for (place, byte) in (at + from as u64..).zip(&mut bytes[from..to]) {
            let begins = usize::try_from(place - self.from).ok();
            *byte = begins.and_then(|place| self.begins.get(place)).copied().unwrap_or_default();
        }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub hidden: Vec<Hidden>,
    /// Something hidden lies where it cannot be blanked: before the list, in another file, or all over.
    pub keeps: bool,
}

/// A box in another.
struct Child<'b> {
    kind: [u8; 4],
    /// After its head.
    body: &'b [u8],
    /// Where that is in the file.
    at: u64,
}

/// Reads a list of items, head and all, that begins at `at` in its file.
pub(super) fn found(meta: &[u8], at: u64) -> Result<Found, Damaged> {
    let mut found = Found::default();
    let mut hidden = BTreeMap::new();
    let mut reader = Reader(meta);
    reader.take(Head::read(meta).ok_or(Damaged)?.length + 4)?;
    let children = children(reader.0, at + (meta.len() - reader.0.len()) as u64)?;
    for child in &children {
        match &child.kind {
            b"iinf" => names(child, &mut hidden)?,
            b"iprp" => properties(child, &mut found)?,
            kind if NEEDED.contains(&kind) => {}
            _ => found.hide(child.at, child.body.len() as u64, b"")?,
        }
    }
    let data = children.iter().find(|child| &child.kind == b"idat");
    for child in children.iter().filter(|child| &child.kind == b"iloc") {
        let mut places = Places { hidden: &hidden, data, starts: at, found: &mut found };
        places.read(child.body)?;
    }
    Ok(found)
}

fn children(bytes: &[u8], at: u64) -> Result<Vec<Child<'_>>, Damaged> {
    let mut children = Vec::new();
    let mut reader = Reader(bytes);
    while !reader.0.is_empty() {
        let head = Head::read(reader.0).ok_or(Damaged)?;
        reader.take(head.length)?;
        let place = at + (bytes.len() - reader.0.len()) as u64;
        let body = match head.inside().ok_or(Damaged)? {
            TO_THE_END => reader.take(reader.0.len())?,
            size => reader.take(usize::try_from(size).map_err(|_| Damaged)?)?,
        };
        children.push(Child { kind: head.kind, body, at: place });
    }
    Ok(children)
}

/// Reads what the items are (`iinf`): those that hide something, and what stands in their place.
fn names(list: &Child<'_>, hidden: &mut BTreeMap<u64, &'static [u8]>) -> Result<(), Damaged> {
    let mut reader = Reader(list.body);
    let version = reader.version()?;
    reader.take(if version == 0 { 2 } else { 4 })?;
    let items = children(reader.0, list.at)?;
    for item in items.iter().filter(|child| &child.kind == b"infe") {
        let mut reader = Reader(item.body);
        let version = reader.version()?;
        let id = reader.number(if version < 3 { 2 } else { 4 })?;
        // How it is protected.
        reader.take(2)?;
        let kind = if version < 2 { b"mime" } else { reader.take(4)? };
        // Its name.
        reader.text();
        match kind {
            b"Exif" => hidden.insert(id, EMPTY),
            b"uri " => hidden.insert(id, b""),
            b"mime" if !reader.text().starts_with(b"image/") => hidden.insert(id, b""),
            _ => None,
        };
    }
    Ok(())
}

/// Hides what properties tell (`iprp`).
fn properties(list: &Child<'_>, found: &mut Found) -> Result<(), Damaged> {
    for container in children(list.body, list.at)?.iter().filter(|child| &child.kind == b"ipco") {
        for one in children(container.body, container.at)? {
            if TELLING.contains(&&one.kind) {
                found.hide(one.at, one.body.len() as u64, b"")?;
            }
        }
    }
    Ok(())
}

impl Found {
    fn hide(&mut self, from: u64, length: u64, begins: &'static [u8]) -> Result<(), Damaged> {
        let to = from.checked_add(length).ok_or(Damaged)?;
        let fits = begins.len() as u64 <= length;
        self.hidden.push(Hidden { from, to, begins: if fits { begins } else { b"" } });
        if self.hidden.len() > MANY { Err(Damaged) } else { Ok(()) }
    }
}

/// Reads where the items lie (`iloc`).
struct Places<'f> {
    hidden: &'f BTreeMap<u64, &'static [u8]>,
    /// What lies in the list itself.
    data: Option<&'f Child<'f>>,
    /// Where the list begins: what was before is given already.
    starts: u64,
    found: &'f mut Found,
}

impl Places<'_> {
    fn read(&mut self, body: &[u8]) -> Result<(), Damaged> {
        let mut reader = Reader(body);
        let version = reader.version()?;
        if version > 2 {
            return Err(Damaged);
        }
        let sizes = reader.number(2)?;
        let [offset, length, base, index] = [12, 8, 4, 0].map(|by| (sizes >> by & 0xf) as usize);
        let index = if version == 0 { 0 } else { index };
        if ![offset, length, base, index].iter().all(|size| [0, 4, 8].contains(size)) {
            return Err(Damaged);
        }
        let wide = if version < 2 { 2 } else { 4 };
        let items = reader.number(wide)?;
        for _ in 0..items {
            let id = reader.number(wide)?;
            let method = if version == 0 { 0 } else { reader.number(2)? & 0xf };
            let elsewhere = reader.number(2)?;
            let base = reader.number(base)?;
            let mut extents = reader.number(2)?;
            if offset + length + index == 0 {
                // All say the same, in no bytes.
                extents = extents.min(1);
            }
            let hidden = self.hidden.get(&id).copied();
            for n in 0..extents {
                reader.take(index)?;
                let (from, length) = (reader.number(offset)?, reader.number(length)?);
                let Some(begins) = hidden else { continue };
                let from = base.checked_add(from).ok_or(Damaged)?;
                let begins = if n == 0 { begins } else { b"" };
                self.hide((method, elsewhere), (from, length), begins)?;
            }
        }
        Ok(())
    }

    fn hide(
        &mut self,
        (method, elsewhere): (u64, u64),
        (from, length): (u64, u64),
        begins: &'static [u8],
    ) -> Result<(), Damaged> {
        match (method, self.data) {
            // No length means all there is, pixels included.
            _ if length == 0 => self.found.keeps = true,
            (0, _) if elsewhere == 0 => {
                self.found.keeps |= from < self.starts;
                self.found.hide(from, length, begins)?;
            }
            (1, Some(data)) => {
                let end = from.checked_add(length).ok_or(Damaged)?;
                if end > data.body.len() as u64 {
                    return Err(Damaged);
                }
                self.found.hide(data.at + from, length, begins)?;
            }
            (1, None) => return Err(Damaged),
            _ => self.found.keeps = true,
        }
        Ok(())
    }
}

/// Bytes that are read from their beginning.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take(&mut self, n: usize) -> Result<&'b [u8], Damaged> {
        let (taken, rest) = self.0.split_at_checked(n).ok_or(Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    /// A number of up to 8 bytes; 0 if of none.
    fn number(&mut self, n: usize) -> Result<u64, Damaged> {
        Ok(self.take(n)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// The version of a box, past its flags.
    fn version(&mut self) -> Result<u64, Damaged> {
        Ok(self.number(4)? >> 24)
    }

    /// A text up to its zero, or what is left.
    fn text(&mut self) -> &'b [u8] {
        let mut parts = self.0.splitn(2, |byte| *byte == 0);
        let text = parts.next().unwrap_or_default();
        self.0 = parts.next().unwrap_or_default();
        text
    }
}
