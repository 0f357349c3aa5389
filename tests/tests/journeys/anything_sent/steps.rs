//! What a program may say to the door for files in parts: right and wrong, in good faith and not.

use proptest::{
    prelude::*,
    sample::{Index, select},
};

use crate::{filling::PDF, uploads::MB};

/// No number: what the server must not take for one.
const ODD: [&str; 9] = ["", "-1", "+5", "1e3", "0x10", "9 9", "18446744073709551616", "è", "٣"];
const NAMES: [&str; 5] = ["carta.pdf", "../../etc/passwd", " ", "a\u{7}\r\nb: c", "è€😀\u{202e}"];

#[derive(Debug, Clone)]
pub(super) enum Step {
    Announce {
        size: Size,
        about: About,
        fault: Fault,
    },
    Send {
        which: Index,
        start: Start,
        much: Much,
        fault: Fault,
        is_posted: bool,
    },
    Look {
        which: Index,
        fault: Fault,
        is_posted: bool,
    },
    GiveUp {
        which: Index,
        fault: Fault,
        is_posted: bool,
    },
    /// Parts of these lengths from where the upload is, all at once, and one that looks.
    AtOnce {
        which: Index,
        lengths: Vec<usize>,
    },
    Options,
}

#[derive(Debug, Clone)]
pub(super) enum Size {
    Of { bytes: usize, is_pdf: bool },
    Large(u64),
    Odd(&'static str),
    Missing,
}

#[derive(Debug, Clone)]
pub(super) enum About {
    Named(&'static str),
    OtherQuestion,
    Garbage(String),
    Missing,
}

/// What is wrong with a request besides what it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    NoVersion,
    OtherVersion,
    /// Nobody is signed in.
    Stranger,
    /// An upload that never was.
    NoSuch(&'static str),
    /// Other bytes than those that follow.
    Kind,
    /// A method that is not spoken here, by a post.
    Method,
}

#[derive(Debug, Clone)]
pub(super) enum Start {
    Right,
    Off(i64),
    Odd(&'static str),
    Missing,
}

#[derive(Debug, Clone)]
pub(super) enum Much {
    All,
    /// So many of a thousand of what is missing.
    Some(usize),
    Beyond(usize),
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        12 => Just(Fault::None),
        1 => select(vec![Fault::NoVersion, Fault::OtherVersion, Fault::Stranger, Fault::Kind, Fault::Method]),
        1 => select(vec!["x", "00000000-0000-0000-0000-000000000000"]).prop_map(Fault::NoSuch),
    ]
}

fn size() -> impl Strategy<Value = Size> {
    let bytes =
        prop_oneof![6 => PDF.len()..3000, 2 => 60_000..140_000_usize, 1 => MB - 2..2 * MB + 5];
    prop_oneof![
        12 => (bytes, prop::bool::weighted(0.85)).prop_map(|(bytes, is_pdf)| Size::Of { bytes, is_pdf }),
        1 => select(vec![0, 20_000_001, u64::MAX]).prop_map(Size::Large),
        1 => select(ODD.to_vec()).prop_map(Size::Odd),
        1 => Just(Size::Missing),
    ]
}

fn about() -> impl Strategy<Value = About> {
    prop_oneof![
        12 => select(NAMES.to_vec()).prop_map(About::Named),
        1 => Just(About::OtherQuestion),
        2 => "[ -~è]{0,60}".prop_map(About::Garbage),
        1 => select(vec!["path !,filename !", "filename YQ==", "path YQ==,filename", "path YQ==,filename /w=="])
            .prop_map(|garbage| About::Garbage(garbage.to_owned())),
        1 => Just(About::Missing),
    ]
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let start = prop_oneof![
        10 => Just(Start::Right),
        2 => select(vec![-1, 1, -1000, 1000, i64::MAX]).prop_map(Start::Off),
        1 => select(ODD.to_vec()).prop_map(Start::Odd),
        1 => Just(Start::Missing),
    ];
    let much = prop_oneof![
        3 => Just(Much::All),
        5 => (0..1000_usize).prop_map(Much::Some),
        1 => select(vec![1, 70_000, MB]).prop_map(Much::Beyond),
    ];
    let asked = || (any::<Index>(), fault(), prop::bool::weighted(0.2));
    prop_oneof![
        4 => (size(), about(), fault())
            .prop_map(|(size, about, fault)| Step::Announce { size, about, fault }),
        10 => (asked(), start, much).prop_map(|((which, fault, is_posted), start, much)| {
            Step::Send { which, start, much, fault, is_posted }
        }),
        2 => asked().prop_map(|(which, fault, is_posted)| Step::Look { which, fault, is_posted }),
        1 => asked().prop_map(|(which, fault, is_posted)| Step::GiveUp { which, fault, is_posted }),
        2 => (any::<Index>(), prop::collection::vec(1..80_000_usize, 2..5))
            .prop_map(|(which, lengths)| Step::AtOnce { which, lengths }),
        1 => Just(Step::Options),
    ]
}
