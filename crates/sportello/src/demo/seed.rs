//! What the demo municipality has lived through, told by the desk's own use cases under a clock that is set to
//! each moment: nothing is written past them.

mod beside;
mod many;
mod papers;
mod rankings;
mod together;
mod words;

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use desk::{
    Desk, amend::Wanted, digests::Cadence, draft::Given, integration::POINTS, moves::Wish,
    opinions::Putting, prefill::Register, queue::Asked, sending::NotSent, session::Session,
};
use form::{FileType, Kind, Raw};
use gateway::{clock::Clock, identity::Callback, payment::Book};
use model::{ApplicationId, Moment, rome_to_moment};
use serde::Deserialize;

use crate::Failure;

/// A picture of nothing, where a photograph is asked for.
const PHOTO: &[u8] = include_bytes!("photo.png");

/// One application's story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    /// Key of the case that it fills.
    of: String,
    person: String,
    /// How many days ago it was sent.
    days: i64,
    /// What differs from the case.
    #[serde(default)]
    answers: BTreeMap<String, Texts>,
    #[serde(default)]
    then: Vec<Then>,
    /// Files of several pages, by question: how many.
    #[serde(default)]
    pages: BTreeMap<String, usize>,
}

/// One text or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Texts {
    One(String),
    Many(Vec<String>),
}

/// What happened next.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Then {
    /// Days after it was sent.
    after: i64,
    /// Key of a person of the office, or `citizen`.
    who: String,
    /// Id of the move; or `amend:` and the section whose answers are changed, `why` saying the reason; or `opinion:ask`,
    /// `opinion:give`; or `message`, `read` (the messages), `note`, `office_fields`, `label:` and its name; or `link` and `folder`;
    /// or the word of an act beside the moves.
    #[serde(rename = "move")]
    move_id: String,
    #[serde(default)]
    data: BTreeMap<String, String>,
}

/// Stories that are alike: of the others of the town, over the months, each at its own pace.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Many {
    of: String,
    /// How many days ago the first was sent, and how many days lie between two.
    first: i64,
    every: i64,
    /// How long each takes, in tenths of what `then` says: so many as there are, so many stories.
    pace: Vec<i64>,
    #[serde(default)]
    answers: BTreeMap<String, Texts>,
    /// What differs from one to the next, beginning anew after the last.
    #[serde(default)]
    vary: Vec<BTreeMap<String, Texts>>,
    then: Vec<Then>,
}

impl Many {
    /// Each as a story of its own.
    fn stories(&self) -> impl Iterator<Item = Story> {
        self.pace.iter().zip(0_i64..).map(|(pace, n)| {
            let then = self.then.iter().map(|then| {
                let after = then.after * pace / 10;
                Then { after, ..then.clone() }
            });
            let mut answers = self.answers.clone();
            let own = self.vary.iter().cycle().nth(usize::try_from(n).unwrap_or(0));
            answers.extend(own.cloned().unwrap_or_default());
            Story {
                of: self.of.clone(),
                person: super::others::key(n),
                days: self.first - self.every * n,
                answers,
                then: then.collect(),
                pages: BTreeMap::new(),
            }
        })
    }
}

/// A test case of a procedure.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    procedure: String,
    /// Its Italian name there.
    name: String,
}

/// Days to come on which somebody of the office is away.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AwayDays {
    who: String,
    /// From today.
    first: i64,
    last: i64,
    substitute: String,
}

#[derive(Debug, Deserialize)]
struct Stories {
    cases: BTreeMap<String, Known>,
    absence: Vec<AwayDays>,
    digest: Vec<Digest>,
    story: Vec<Story>,
    many: Vec<Many>,
    ranking: Vec<rankings::Ranking>,
    view: Vec<View>,
    bulk: Vec<many::Bulk>,
}

/// What somebody of the office wants to be told by e-mail.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digest {
    /// Key of whose it is.
    of: String,
    address: String,
    usual: Cadence,
    but: BTreeMap<String, Cadence>,
}

/// A view of the queue that somebody of the office keeps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct View {
    /// Key of whose it is.
    of: String,
    name: String,
    /// The office that shares it.
    office: Option<String>,
    asked: Asked,
}

/// Something that happens at a moment.
struct Scene<'s> {
    at: Moment,
    story: usize,
    then: Option<&'s Then>,
}

/// Where stories are told.
pub struct Stage<'a> {
    /// An empty desk.
    pub desk: &'a Desk,
    /// The stories' people as those of the provider.
    pub codes: &'a BTreeMap<String, (String, String)>,
    /// In which they pay.
    pub book: &'a Book,
}

/// Tells every story.
///
/// # Errors
/// A story that the desk refuses: the demo's data and its procedures no longer fit.
pub async fn tell(stage: &Stage<'_>, clock: &Clock, today: NaiveDate) -> Result<(), Failure> {
    let desk = stage.desk;
    let mut stories: Stories = toml::from_str(include_str!("stories.toml"))?;
    let alike: Vec<Story> = stories.many.iter().flat_map(Many::stories).collect();
    stories.story.extend(alike);
    let mut scenes: Vec<Scene<'_>> = Vec::new();
    for (index, story) in stories.story.iter().enumerate() {
        scenes.push(Scene { at: moment(today, story.days, index), story: index, then: None });
        for (step, then) in story.then.iter().enumerate() {
            let at = moment(today, story.days - then.after, index + step + 1);
            scenes.push(Scene { at, story: index, then: Some(then) });
        }
    }
    scenes.sort_by_key(|scene| scene.at);
    if let Some(first) = scenes.first() {
        clock.set(first.at - Duration::days(1));
        words::keep(stage).await?;
    }
    let mut sent: BTreeMap<usize, ApplicationId> = BTreeMap::new();
    let mut acts = rankings::Acts::of(&stories.ranking, today);
    for scene in scenes {
        let whose =
            |(story, id): (&usize, &ApplicationId)| (*id, stories.story[*story].person.as_str());
        acts.until(stage, (clock, scene.at), &sent.iter().map(whose).collect()).await?;
        clock.set(scene.at);
        settle(desk).await?;
        let story = &stories.story[scene.story];
        let outcome = match scene.then {
            None => {
                let case =
                    stories.cases.get(&story.of).ok_or_else(|| format!("no case {}", story.of))?;
                file(stage, story, case).await.map(|id| {
                    sent.insert(scene.story, id);
                })
            }
            Some(then) => match sent.get(&scene.story) {
                Some(id) => make(stage, *id, story, then).await,
                None => Err("it was never sent".into()),
            },
        };
        outcome.map_err(|error| {
            let what = scene.then.map_or("sending", |then| then.move_id.as_str());
            format!("story {} ({} of {}): {what}: {error}", scene.story + 1, story.of, story.person)
        })?;
        settle(desk).await?;
    }
    for view in &stories.view {
        let session = enter(stage, &view.of).await?;
        desk.keep_view(&session, &view.name, view.office.as_deref(), &view.asked).await?;
    }
    for bulk in &stories.bulk {
        many::act(stage, bulk).await?;
    }
    for away in &stories.absence {
        absent(stage, away).await?;
    }
    for digest in &stories.digest {
        let session = enter(stage, &digest.of).await?;
        let mut raw = Raw::default();
        raw.set("address".to_owned(), vec![digest.address.clone()]);
        raw.set("usual".to_owned(), vec![digest.usual.word().to_owned()]);
        let chosen = desk.choose_digest(&session, &raw, &digest.but).await;
        chosen.map_err(|error| format!("digest of {}: {error}", digest.of))?;
    }
    // They play in no story, and people are known from their first sign-in.
    for key in ["administrator", "auditor"] {
        enter(stage, key).await?;
    }
    let register = Register {
        name: REGISTER.to_owned(),
        on: today - chrono::Days::new(30),
        is_authoritative: false,
    };
    desk.import_known(&register, KNOWN).await?;
    Ok(())
}

/// Where the register of residents knows Omar Prova to live: his next form has it already.
const REGISTER: &str = "Anagrafe di prova";
const KNOWN: &str = "fiscal_code,residence.street,residence.number,residence.cap,residence.town,residence.province\n\
    PRVMRO90S05Z330Q,Via Lupo,7,10095,Grugliasco,TO\n";

/// Works off everything that is due at this moment.
async fn settle(desk: &Desk) -> Result<(), Failure> {
    while desk.work_once().await? > 0 {}
    Ok(())
}

/// A moment of a working day, different for each scene.
fn moment(today: NaiveDate, days_ago: i64, index: usize) -> Moment {
    let day = today - Duration::days(days_ago);
    let minutes = 8 * 60 + i64::try_from(index * 17 % 90).unwrap_or(0);
    let hour = day.and_hms_opt(0, 0, 0).unwrap_or_default();
    // Today's scenes lie in the first minutes of the day, so that they are past whenever the demo starts.
    let minutes = if days_ago == 0 { minutes % 10 } else { minutes };
    rome_to_moment(hour + Duration::minutes(minutes))
}

/// Signs somebody in, through the provider's twin.
async fn enter(stage: &Stage<'_>, key: &str) -> Result<Session, Failure> {
    let desk = stage.desk;
    let (provider, code) = stage.codes.get(key).ok_or_else(|| format!("nobody is called {key}"))?;
    let leaving = desk.begin_sign_in(provider, None, 2, "/", None).await?;
    let state = url::Url::parse(&leaving.url)?
        .query_pairs()
        .find(|(name, _)| name == "state")
        .map(|(_, value)| value.into_owned())
        .ok_or("the twin gave no state")?;
    let callback = Callback { state, code: Some(code.clone()), ..Callback::default() };
    let arrived = desk.finish_sign_in(&callback, &leaving.browser, "Demo", None).await?;
    Ok(desk.session(&arrived.token, "/").await?.ok_or("the session does not hold")?)
}

/// Fills and sends a story's application.
async fn file(stage: &Stage<'_>, story: &Story, case: &Known) -> Result<ApplicationId, Failure> {
    let desk = stage.desk;
    let session = enter(stage, &story.person).await?;
    let id = desk.begin_draft(&session, &case.procedure).await?;
    let open = desk.draft(&session, id).await?;
    let procedure = &open.procedure;
    let example = procedure
        .example(&case.name, desk.today())
        .ok_or_else(|| format!("no case «{}»", case.name))?;
    let mut values = BTreeMap::new();
    let mut papers = Vec::new();
    // Who they are and where they are written to, the provider says.
    let is_known = |path: &str| path.starts_with("applicant.") || path == "contacts.email";
    for (path, texts) in example.raw.iter().filter(|(path, _)| !is_known(path)) {
        match texts.first().and_then(|text| example.files.get(text)) {
            Some(_) => papers.extend(texts.iter().map(|_| path.to_owned())),
            // A revenue stamp serves once: each story has its own.
            None if procedure.form.kind_at(path) == Some(Kind::StampSerial) => {
                let serial = format!("{:014}", desk.now().0 / 1_000_000);
                values.insert(path.to_owned(), vec![serial]);
            }
            None => {
                values.insert(path.to_owned(), texts.to_vec());
            }
        }
    }
    for (path, given) in &story.answers {
        let texts = match given {
            Texts::One(text) => std::slice::from_ref(text),
            Texts::Many(texts) => texts,
        };
        let texts = texts.iter().map(|text| day_or_text(text, desk.today())).collect();
        values.insert(path.clone(), texts);
    }
    let given: Vec<_> =
        values.iter().map(|(path, texts)| open.answer("demo", path, texts)).collect();
    desk.save(&session, id, &given).await?;
    for (number, path) in papers.into_iter().enumerate() {
        let label = path.rsplit('.').next().unwrap_or(&path).replace('_', "-");
        let takes = procedure.form.attachment(&path);
        let (name, bytes) = if takes.is_none_or(|takes| takes.types.contains(&FileType::Pdf)) {
            let name = format!("{label}-{}.pdf", number + 1);
            let pages = story.pages.get(&path).copied().unwrap_or(1);
            let mut text = papers::paper(&name, pages);
            if procedure.form.kind_at(&path) == Some(Kind::SignedDocument) {
                text.push_str(papers::SIGNATURE);
            }
            (name, text.into_bytes())
        } else {
            (format!("{label}-{}.png", number + 1), PHOTO.to_vec())
        };
        let stream = futures_util::stream::iter([Ok(bytes.into())]);
        desk.attach(&session, id, Given { path, name, bytes: stream }).await?;
    }
    let open = desk.draft(&session, id).await?;
    if let Some(problem) = open.checked.problems.first() {
        let said = problem.say(model::Lang::It);
        return Err(format!("{}: {said}", problem.path).into());
    }
    match desk.send(&session, id, &open.token).await {
        Err(NotSent::Unpaid) => pay(desk, &session, (id, &open.token), stage.book).await?,
        sent => _ = sent.map_err(|error| error.to_string())?,
    }
    Ok(id)
}

/// Pays what is due, and so sends.
async fn pay(
    desk: &Desk,
    session: &Session,
    (id, token): (ApplicationId, &str),
    book: &Book,
) -> Result<(), Failure> {
    let payment = desk.pay_and_send(session, id, token).await.map_err(|error| error.to_string())?;
    desk.go_and_pay(session, payment, "/").await?;
    book.pay(&payment.to_string(), desk.now());
    let shown = desk.payment(session, payment).await?;
    if shown.is_sent { Ok(()) } else { Err("paid and not sent".into()) }
}

/// Makes a move of a story.
async fn make(
    stage: &Stage<'_>,
    id: ApplicationId,
    story: &Story,
    then: &Then,
) -> Result<(), Failure> {
    let who = if then.who == "citizen" { &story.person } else { &then.who };
    let desk = stage.desk;
    let session = enter(stage, who).await?;
    let raw: Raw = then
        .data
        .iter()
        .map(|(path, text)| match path.as_str() {
            POINTS => (path.clone(), text.split(' ').map(str::to_owned).collect()),
            _ => (path.clone(), vec![day_or_text(text, desk.today())]),
        })
        .collect();
    if then.move_id == "opinion:give" {
        return give_opinion(desk, &session, id, &raw).await;
    }
    if words::say(desk, &session, id, (&then.move_id, &raw)).await?
        || together::put(desk, &session, id, (&then.move_id, &raw)).await?
        || beside::act(desk, &session, id, (&then.move_id, &raw)).await?
    {
        return Ok(());
    }
    let dossier = desk.dossier(&session, id).await?;
    if then.move_id == "opinion:ask" {
        let version = dossier.loaded.version();
        let asked = desk.put_question(&session, id, Putting::Ask, (&raw, version)).await;
        return Ok(asked.map_err(|error| error.to_string())?);
    }
    if let Some(section) = then.move_id.strip_prefix("amend:") {
        return amend(desk, &session, (id, section), raw, dossier.loaded.version()).await;
    }
    let wish = Wish { id: then.move_id.clone(), raw, version: dossier.loaded.version() };
    desk.make_move(&session, id, &wish).await.map_err(|error| match error {
        desk::moves::NotMade::Incomplete(checked) => {
            checked.problems.first().map_or_else(String::new, |problem| {
                format!("{}: {}", problem.path, problem.say(model::Lang::It))
            })
        }
        desk::moves::NotMade::Desk(desk::Error::Refused(reason)) => {
            reason.get(model::Lang::It).to_owned()
        }
        other => other.to_string(),
    })?;
    Ok(())
}

/// Gives the opinion that an application waits for, as a story tells.
async fn give_opinion(
    desk: &Desk,
    session: &Session,
    id: ApplicationId,
    raw: &Raw,
) -> Result<(), Failure> {
    let asked = desk.asked(session).await?.awaited;
    let asked = asked.iter().find(|line| line.application == id).ok_or("nobody was asked")?;
    let given = desk.give_opinion(session, (id, asked.seq), raw).await;
    Ok(given.map_err(|error| error.to_string())?)
}

/// Writes an absence down.
async fn absent(stage: &Stage<'_>, away: &AwayDays) -> Result<(), Failure> {
    let desk = stage.desk;
    let substitute = enter(stage, &away.substitute).await?.person.id;
    let session = enter(stage, &away.who).await?;
    let day = |days: i64| vec![day_or_text(&format!("+{days}"), desk.today())];
    let mut raw = Raw::default();
    raw.set("first".to_owned(), day(away.first));
    raw.set("last".to_owned(), day(away.last));
    raw.set("substitute".to_owned(), vec![format!("person-{substitute}")]);
    let added = desk.add_absence(&session, &raw).await;
    Ok(added.map_err(|error| format!("absence of {}: {error}", away.who))?)
}

/// Changes the answers of a section, as a story tells.
async fn amend(
    desk: &Desk,
    session: &Session,
    (id, section): (ApplicationId, &str),
    mut raw: Raw,
    version: i64,
) -> Result<(), Failure> {
    let reason = raw.first("why").to_owned();
    raw.remove("why");
    let wanted = Wanted { section: section.to_owned(), raw, reason, version };
    Ok(desk.amend(session, id, &wanted).await.map_err(|error| error.to_string())?)
}

/// `+10` and `-3` are days from the day of the scene, `0` is that day.
fn day_or_text(text: &str, today: NaiveDate) -> String {
    let days = match text {
        "0" => Some(0),
        _ if text.starts_with(['+', '-']) => text.parse::<i64>().ok(),
        _ => None,
    };
    days.map_or_else(
        || text.to_owned(),
        |days| (today + Duration::days(days)).format("%d/%m/%Y").to_string(),
    )
}
