//! Mail over SMTP to a real server: what arrives, and that nothing is lost or doubled when the server is down,
//! hangs up or refuses.

use chrono::Duration;
use gateway::mail::{Security, Server};
use mail_parser::{HeaderValue, MessageParser};
use sportello::town::MailWay;
use tests::{
    filling::permit,
    installation::{Engine, Installation},
    node::Node,
    plan::Plan,
    visitor::Visitor,
};

/// The server, also when it is down.
struct Post {
    node: Node,
    port: u16,
}

impl Post {
    fn open() -> Self {
        Self::at(0)
    }

    fn at(port: u16) -> Self {
        let node = Node::start("smtp", "server.mjs", &[&port.to_string()]);
        let port = node.next()["port"].as_u64().and_then(|port| port.try_into().ok());
        Self { node, port: port.expect("a port") }
    }

    fn behave(&mut self, how: &str) {
        self.node.tell(how);
        assert_eq!(self.node.next()["mode"], how);
    }

    /// The messages it accepted since it was last asked: envelope's recipient and text.
    fn accepted(&self) -> Vec<(String, String)> {
        let said = self.node.rest().into_iter();
        said.map(|said| {
            let to = said["to"][0].as_str().expect("a recipient").to_owned();
            assert_eq!(said["to"].as_array().expect("recipients").len(), 1, "one recipient");
            (to, said["message"].as_str().expect("a message").to_owned())
        })
        .collect()
    }
}

async fn installation(engine: Engine, post: &Post) -> Installation {
    let server = Server {
        host: "127.0.0.1".to_owned(),
        port: post.port,
        security: Security::None,
        login: None,
    };
    Plan::new(engine).await.mail(MailWay::Server(server)).start().await
}

/// Mario sends a permit: acknowledged at once, whatever the mail server does.
async fn file(installation: &Installation) -> Visitor {
    let mut mario = permit(installation, "mario", "Abito nella ZTL").await;
    mario.tick("Accetto i termini e le condizioni di servizio").press("Invia la domanda").await;
    mario.expect("Richiesta inviata").expect("2027/000001");
    mario
}

/// Works off what is due now, failing or not; how many jobs are left and how many were given up.
async fn work(installation: &Installation) -> (i64, i64) {
    while installation.desk().work_once().await.expect("the worker works") > 0 {}
    let counts = installation.desk().pulse().await.expect("storage answers");
    assert_eq!(counts.running, 0);
    (counts.waiting, counts.parked)
}

/// Lets time pass in steps of a minute until no job waits; how many minutes it took.
async fn until_done(installation: &Installation, most: i64) -> i64 {
    for minute in 0..=most {
        if work(installation).await == (0, 0) {
            return minute;
        }
        installation.clock.advance(Duration::minutes(1));
    }
    panic!("after {most} minutes jobs still wait");
}

fn id(message: &str) -> String {
    let parsed = MessageParser::default().parse(message.as_bytes()).expect("a message");
    parsed.message_id().expect("a Message-ID").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_confirmation_arrives_as_it_was_written() {
    let post = Post::open();
    let installation = installation(Engine::Sqlite, &post).await;
    let mario = file(&installation).await;
    let application = mario.path().trim_end_matches("/inviata").rsplit('/').next().expect("an id");
    installation.settle().await;

    let accepted = post.accepted();
    let [(to, message)] = accepted.as_slice() else { panic!("{accepted:?}") };
    assert_eq!(to, "mario@example.it");
    assert!(message.is_ascii(), "nothing that an old server could spoil: {message}");
    assert!(message.contains("Content-Transfer-Encoding: quoted-printable"), "{message}");
    assert!(message.lines().all(|line| line.len() <= 998), "RFC 5322 § 2.1.1");

    let parsed = MessageParser::default().parse(message.as_bytes()).expect("a message");
    let address = |addresses: Option<&mail_parser::Address<'_>>| {
        let first = addresses.and_then(|them| them.first()).and_then(|it| it.address());
        first.expect("an address").to_owned()
    };
    assert_eq!(address(parsed.to()), "mario@example.it");
    assert_eq!(address(parsed.from()), installation.desk().municipality.contacts.email);
    assert_eq!(parsed.subject(), Some("Abbiamo ricevuto la tua richiesta 2027/000001"));
    assert_eq!(
        parsed.message_id(),
        Some(installation.desk().mail.message_id(&format!("{application}.confirm")).as_str())
    );
    let header = |name: &str| match parsed.header(name) {
        Some(HeaderValue::Text(text)) => text.clone().into_owned(),
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    let text = parsed.body_text(0).expect("a text").replace("\r\n", "\n");
    assert!(text.starts_with("Gentile Mario Rossi,\n"), "{text}");
    for said in
        ["«Richiedere permesso di accesso ad area ZTL»", "novità", "31 marzo 2027", application]
    {
        assert!(text.contains(said), "«{said}» is missing: {text}");
    }
}

async fn a_server_that_is_down_for_an_hour_delays_one_message(engine: Engine) {
    let mut post = Post::open();
    let installation = installation(engine, &post).await;
    post.node.stop();
    file(&installation).await;
    for _ in 0..60 {
        // The receipt is made meanwhile; the mail alone waits.
        assert_eq!(work(&installation).await, (1, 0));
        installation.clock.advance(Duration::minutes(1));
    }
    let post = Post::at(post.port);
    // Tries grow apart to an hour at most.
    let minutes = until_done(&installation, 60).await;
    println!("delivered {minutes} minutes after the server came back");
    let accepted = post.accepted();
    assert_eq!(accepted.len(), 1, "{accepted:?}");
    installation.days(1).await;
    assert_eq!(post.accepted(), [], "once is enough");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_down_for_an_hour_delays_one_message_on_sqlite() {
    a_server_that_is_down_for_an_hour_delays_one_message(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_down_for_an_hour_delays_one_message_on_postgres() {
    a_server_that_is_down_for_an_hour_delays_one_message(Engine::Postgres).await;
}

/// Nobody can know whether a server kept what it did not answer to. Of the two ways to be wrong the desk takes
/// the one in which the person has the message: it comes at most twice, as one and the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_hangs_up_before_it_answers_gets_the_same_message_again() {
    let mut post = Post::open();
    let installation = installation(Engine::Sqlite, &post).await;
    post.behave("drop");
    file(&installation).await;
    assert_eq!(work(&installation).await, (1, 0), "it is not known whether it arrived");
    let first = post.accepted();
    assert_eq!(first.len(), 1, "{first:?}");
    post.behave("take");
    until_done(&installation, 5).await;
    let second = post.accepted();
    assert_eq!(second.len(), 1, "{second:?}");
    assert_eq!(id(&first[0].1), id(&second[0].1), "a mail reader shows it once");
    installation.days(1).await;
    assert_eq!(post.accepted(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_address_waits_for_an_administrator() {
    let mut post = Post::open();
    let installation = installation(Engine::Sqlite, &post).await;
    post.behave("refuse");
    file(&installation).await;
    assert_eq!(work(&installation).await, (0, 1), "the receipt is made, the mail is parked");
    // Trying again by itself would not help, and does not happen.
    installation.clock.advance(Duration::days(2));
    assert_eq!(work(&installation).await, (0, 1));
    assert_eq!(post.accepted(), []);

    let mut pia = installation.as_("amministratore", "/gestione/lavori?stato=fermi").await;
    pia.expect("550").expect_not("mario@example.it");
    let replay = pia.all("td button[aria-label]", "aria-label");
    assert_eq!(replay.len(), 1, "{replay:?}");
    post.behave("take");
    pia.press(&replay[0]).await;
    assert_eq!(work(&installation).await, (0, 0));
    let accepted = post.accepted();
    assert_eq!(accepted.len(), 1, "{accepted:?}");
    installation.settle().await;
}
