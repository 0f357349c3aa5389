//! A form that shows every kind in every state, and every brick: what the living guide draws and what tests walk
//! through, so that a kind that is added is shown and tested.

use std::collections::BTreeMap;

use model::Localized;

use crate::brick;
use crate::definition::{Blank, Bound, Choice, Condition, Field, Form, Kind, Section, Step};
use crate::facts::{FileFact, FileState};
use crate::kinds::{Holds, Shape};
use crate::merge::Beside;
use crate::raw::Raw;
use crate::view::Unfinished;

/// The register from which [`showcase`] chooses, where the setting has it.
pub const REGISTER: &str = "municipalities";
/// Id of the step that holds everything.
pub const STEP: &str = "all";

/// The form, its answers, the files they name.
#[derive(Debug, Clone, Default)]
pub struct Showcase {
    pub form: Form,
    pub raw: Raw,
    pub files: BTreeMap<String, FileFact>,
    /// What was replaced unseen, by path.
    pub earlier: BTreeMap<String, Vec<Beside>>,
    /// Files that broke off on their way, by path.
    pub unfinished: BTreeMap<String, Unfinished>,
}

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Empty,
    Filled,
    Wrong,
    Locked,
}

impl State {
    const ALL: [State; 4] = [State::Empty, State::Filled, State::Wrong, State::Locked];

    fn id(self) -> &'static str {
        match self {
            State::Empty => "empty",
            State::Filled => "filled",
            State::Wrong => "wrong",
            State::Locked => "locked",
        }
    }

    fn label(self) -> Localized {
        match self {
            State::Empty => Localized::both("Senza risposta", "Not answered"),
            State::Filled => Localized::both("Con una risposta giusta", "Answered rightly"),
            State::Wrong => Localized::both("Con una risposta sbagliata", "Answered wrongly"),
            State::Locked => Localized::both("Che non si può cambiare", "That cannot be changed"),
        }
    }
}

/// Builds it. With `has_register` one question chooses from [`REGISTER`].
#[must_use]
pub fn showcase(has_register: bool) -> Showcase {
    let mut show = Showcase::default();
    let mut sections: Vec<Section> = Kind::ALL.into_iter().map(|kind| show.kind(kind)).collect();
    if has_register {
        sections.push(show.register());
    }
    sections.push(show.many());
    sections.push(show.between());
    sections.extend(brick::all().map(of_brick));
    let title = Localized::both("Tutti i campi", "All fields");
    show.form.steps = vec![Step { id: STEP.to_owned(), title, sections, ..Step::default() }];
    show
}

impl Showcase {
    fn kind(&mut self, kind: Kind) -> Section {
        let traits = kind.traits();
        let [it, en] = traits.accepts;
        let fields = match traits.shape {
            Shape::Prose | Shape::Composite => vec![bare(kind, traits.name.to_owned())],
            Shape::Rows => vec![self.rows(kind)],
            Shape::Single if traits.holds == Holds::Computed => {
                vec![bare(kind, traits.name.to_owned())]
            }
            Shape::Single | Shape::Choices | Shape::Files => State::ALL
                .into_iter()
                .filter(|state| *state != State::Wrong || can_be_wrong(kind))
                .map(|state| self.state(kind, state))
                .collect(),
        };
        let mut fields = fields;
        if matches!(kind, Kind::Point | Kind::Outline) {
            fields.push(address(kind));
        }
        Section {
            id: format!("kind_{}", traits.name),
            title: Localized::both(
                format!("{}: {it}", traits.name),
                format!("{}: {en}", traits.name),
            ),
            fields,
            ..Section::default()
        }
    }

    fn state(&mut self, kind: Kind, state: State) -> Field {
        let traits = kind.traits();
        let id = format!("{}_{}", traits.name, state.id());
        let texts = match (state, traits.shape) {
            (State::Empty, _) => Vec::new(),
            (state, Shape::Files) => vec![self.file(kind, &id, state)],
            (State::Wrong, _) => vec![traits.wrong.to_owned()],
            (_, Shape::Choices) => vec!["b".to_owned(), "a".to_owned()],
            _ => vec![traits.example.to_owned()],
        };
        self.raw.set(id.clone(), texts);
        Field {
            label: state.label(),
            locked: (state == State::Locked).then_some(Condition::Fixed(true)),
            template: (state == State::Empty && kind == Kind::Attachment).then(consent),
            ..bare(kind, id)
        }
    }

    fn file(&mut self, kind: Kind, id: &str, state: State) -> String {
        let file = format!("file-{id}");
        let first = kind.file_types().first();
        let reason = Localized::both("contiene un virus", "it holds a virus");
        let fact = FileFact {
            name: format!("{}.{}", kind.name(), first.map_or("pdf", |first| first.name()))
                .to_lowercase(),
            size: 1_234_567,
            media_type: first.map_or("application/pdf", |first| first.media_type()).to_owned(),
            about: Localized::default(),
            is_signed: kind == Kind::SignedDocument,
            state: if state == State::Wrong {
                FileState::Refused(reason)
            } else {
                FileState::Ready
            },
        };
        self.files.insert(file.clone(), fact);
        file
    }

    /// Rows in rows, the first two of them filled.
    fn rows(&mut self, kind: Kind) -> Field {
        let line = |id: &str, it: &str, en: &str| Field {
            id: id.to_owned(),
            label: Localized::both(it, en),
            ..Field::default()
        };
        let schools = Field {
            kind,
            label: Localized::both("Scuole", "Schools"),
            row_label: Localized::both("Scuola", "School"),
            add_label: Localized::both("Aggiungi una scuola", "Add a school"),
            max: Some(Bound::Number(3)),
            fields: vec![line("school", "Scuola", "School")],
            ..line("schools", "Scuole", "Schools")
        };
        let id = kind.name();
        for (path, texts) in [
            (id.to_owned(), vec!["r1", "r2"]),
            (format!("{id}.r1.name"), vec!["Anna"]),
            (format!("{id}.r1.schools"), vec!["r1"]),
            (format!("{id}.r1.schools.r1.school"), vec!["Gramsci"]),
        ] {
            self.raw.set(path, texts.into_iter().map(str::to_owned).collect());
        }
        Field {
            kind,
            label: Localized::both("Figli", "Children"),
            row_title: Localized::both("{row.name}", "{row.name}"),
            row_label: Localized::both("Figlia o figlio", "Child"),
            add_label: Localized::both("Aggiungi un figlio", "Add a child"),
            max: Some(Bound::Number(5)),
            fields: vec![line("name", "Nome", "Name"), schools],
            ..line(id, "Figli", "Children")
        }
    }

    /// Questions with more choices: a list, a list that is searched, boxes that are searched.
    fn many(&mut self) -> Section {
        let kinds = [(Kind::OneOf, 8), (Kind::OneOf, 12), (Kind::ManyOf, 12)];
        let fields = kinds.into_iter().map(|(kind, count)| {
            let id = format!("{}_of_{count}", kind.name());
            self.raw.set(id.clone(), vec!["c3".to_owned()]);
            let choice = |n: u32| Choice {
                id: format!("c{n}"),
                label: Localized::both(format!("Risposta {n}"), format!("Answer {n}")),
                ..Choice::default()
            };
            Field {
                id,
                kind,
                label: Localized::both(
                    format!("Con {count} risposte possibili"),
                    format!("With {count} possible answers"),
                ),
                options: (1..=count).map(choice).collect(),
                ..Field::default()
            }
        });
        Section {
            id: "many".to_owned(),
            title: Localized::both("Molte risposte", "Many answers"),
            fields: fields.collect(),
            ..Section::default()
        }
    }

    /// Questions that something happens to: an answer replaced unseen, files that are looked at or broke off.
    fn between(&mut self) -> Section {
        let line = Field {
            id: "replaced".to_owned(),
            kind: Kind::Line,
            label: Localized::both("Cambiata altrove", "Changed elsewhere"),
            ..Field::default()
        };
        self.raw.put(line.id.clone(), "Via Crea 5");
        let earlier = Beside(vec!["Via Crea 7".to_owned()], "other".to_owned());
        self.earlier.insert(line.id.clone(), vec![earlier]);
        let looked_at = Field {
            id: "looked_at".to_owned(),
            kind: Kind::Attachment,
            label: Localized::both("Con un file in controllo", "With a file that is looked at"),
            max_files: Some(2),
            ..Field::default()
        };
        let file = self.file(Kind::Attachment, &looked_at.id, State::Filled);
        self.files.entry(file.clone()).and_modify(|it| it.state = FileState::Checking);
        self.raw.set(looked_at.id.clone(), vec![file]);
        let broken_off = Field {
            id: "broken_off".to_owned(),
            label: Localized::both("Con un file interrotto", "With a file that broke off"),
            ..looked_at.clone()
        };
        let unfinished = Unfinished {
            id: "00000000-0000-0000-0000-000000000000".to_owned(),
            name: "planimetria.pdf".to_owned(),
            size: 4_000_000,
            received: 1_500_000,
        };
        self.unfinished.insert(broken_off.id.clone(), unfinished);
        Section {
            id: "between".to_owned(),
            title: Localized::both("Mentre si compila", "While it is filled"),
            fields: vec![line, looked_at, broken_off],
            ..Section::default()
        }
    }

    fn register(&mut self) -> Section {
        let fields = State::ALL.into_iter().map(|state| {
            let id = format!("register_{}", state.id());
            let text = match state {
                State::Empty => "",
                State::Wrong => "samone",
                State::Filled | State::Locked => "Grugliasco",
            };
            self.raw.put(id.clone(), text);
            Field {
                id,
                kind: Kind::OneOf,
                label: state.label(),
                options_from: Some(format!("register.{REGISTER}")),
                locked: (state == State::Locked).then_some(Condition::Fixed(true)),
                ..Field::default()
            }
        });
        Section {
            id: "kind_register".to_owned(),
            title: Localized::both("one_of: da un registro", "one_of: from a register"),
            fields: fields.collect(),
            ..Section::default()
        }
    }
}

/// A document to be signed over two of the answers, one of them missing.
fn consent() -> Blank {
    Blank {
        title: Localized::both("Consenso", "Consent"),
        body: Localized::both(
            "Io sottoscritto {line_filled}, nato il {date_empty}, **acconsento**.",
            "I, the undersigned {line_filled}, born on {date_empty}, **consent**.",
        ),
        note: None,
    }
}

/// What stands beside a place on a map.
fn address(kind: Kind) -> Field {
    Field {
        id: format!("{}_address", kind.name()),
        label: Localized::both("Indirizzo", "Address"),
        required: Condition::Fixed(false),
        autocomplete: Some("street-address".to_owned()),
        ..Field::default()
    }
}

fn can_be_wrong(kind: Kind) -> bool {
    kind.is_files() || !kind.traits().wrong.is_empty()
}

/// A field of the kind with all the keys that it needs.
fn bare(kind: Kind, id: String) -> Field {
    let choice = |id: &str, it: &str, en: &str| Choice {
        id: id.to_owned(),
        label: Localized::both(it, en),
        ..Choice::default()
    };
    let statement = Localized::both(
        "Dichiaro che quanto ho scritto è **vero**.",
        "I declare that what I wrote is **true**.",
    );
    Field {
        id,
        kind,
        label: match kind {
            Kind::Text => Localized::default(),
            _ => Localized::both("Domanda", "Question"),
        },
        text: match kind {
            Kind::Text | Kind::Callout => statement,
            kind if kind.is_box() => statement,
            _ => Localized::default(),
        },
        help: match kind {
            Kind::Line => {
                Localized::both("Un aiuto sotto la domanda.", "A help below the question.")
            }
            _ => Localized::default(),
        },
        options: if kind.is_chosen() {
            vec![
                choice("a", "La prima risposta", "The first answer"),
                choice("b", "La seconda risposta", "The second answer"),
                choice("c", "La terza risposta", "The third answer"),
            ]
        } else {
            Vec::new()
        },
        pattern: (kind == Kind::Pattern).then(|| "[A-Z]{2}".to_owned()),
        example: (kind == Kind::Pattern).then(|| "TO".to_owned()),
        unit: match kind {
            Kind::Quantity => Localized::both("kg", "kg"),
            _ => Localized::default(),
        },
        value: (kind == Kind::Computed).then(|| "20 + 22".to_owned()),
        brick: (kind == Kind::Brick).then(|| "contacts".to_owned()),
        prefill: (kind == Kind::Brick).then(Vec::new),
        fields: match kind {
            Kind::Set => vec![Field {
                id: "inner".to_owned(),
                label: Localized::both("Dentro", "Inside"),
                ..Field::default()
            }],
            _ => Vec::new(),
        },
        ..Field::default()
    }
}

fn of_brick(brick: &brick::Brick) -> Section {
    Section {
        id: format!("brick_{}", brick.id),
        title: brick.title.map(|lang, title| match lang {
            model::Lang::It => format!("Blocco {}: {title}", brick.id),
            model::Lang::En => format!("Brick {}: {title}", brick.id),
        }),
        fields: vec![Field {
            id: format!("of_{}", brick.id),
            kind: Kind::Brick,
            brick: Some(brick.id.clone()),
            ..Field::default()
        }],
        ..Section::default()
    }
}
