//! The commands of an installation, as an operator and an author of procedures run them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod exported;
mod identity;
mod installation;
mod log;
mod previews;
mod providers;

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use installation::{Installation, shipped, text, top};

/// Status and body of a GET.
fn get(address: SocketAddr, path: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer))
}

struct Server(Child);

impl Server {
    fn start(installation: &Installation) -> Self {
        let mut command = installation.command(&["serve"]);
        let server = Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let begun = Instant::now();
        while get(installation.listen, "/healthz").is_none_or(|(status, _)| status != 200) {
            assert!(begun.elapsed() < Duration::from_secs(30), "it does not serve");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// Asks it to stop, as a service manager does.
    fn stop(mut self) {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.0.wait().unwrap().success(), "it did not end well");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_procedure_is_checked_with_every_reason_at_its_place() {
    let here = Installation::new("check");
    let good = shipped("permesso-ztl");
    // Nothing but what could not be decided.
    let said = here.good(&["check", good.to_str().unwrap()]);
    assert!(said.lines().all(|line| line.contains("non siamo riusciti a stabilire")), "{said}");
    let source = fs::read_to_string(&good).unwrap();
    let folder = here.folder.join("town/procedures");
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir_all(here.folder.join("town/registers")).unwrap();
    let streets = good.parent().unwrap().join("../registers/streets.csv");
    fs::copy(streets, here.folder.join("town/registers/streets.csv")).unwrap();
    let (form, workflow) =
        (("kind == \"garage\"", "knid == \"garage\"", 2), ("to: granted", "to: garnted", 1));
    let mut files = vec![good.to_str().unwrap().to_owned()];
    let mut expect = Vec::new();
    // The last file is wrong in both parts, and is told both.
    for breaks in [vec![form], vec![workflow], vec![form, workflow]] {
        let file = folder.join(format!("{}.yaml", files.len()));
        let broken = breaks
            .iter()
            .fold(source.clone(), |text, (right, wrong, _)| text.replace(right, wrong));
        for (_, wrong, least) in breaks {
            let places = broken.lines().enumerate().filter(|(_, line)| line.contains(wrong));
            let places: Vec<_> =
                places.map(|(at, _)| format!("{}:{}:", file.display(), at + 1)).collect();
            assert!(places.len() >= least, "{wrong}");
            expect.extend(places);
        }
        fs::write(&file, &broken).unwrap();
        files.push(file.to_str().unwrap().to_owned());
    }
    let mut arguments = vec!["check"];
    arguments.extend(files.iter().map(String::as_str));
    let output = here.run(&arguments);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output);
    for place in expect {
        let line = said.lines().find(|line| line.starts_with(&place));
        let line = line.unwrap_or_else(|| panic!("nothing at {place} in\n{said}"));
        let column = line[place.len()..].split(':').next().unwrap();
        assert!(column.parse::<u32>().is_ok(), "{line}");
    }
}

#[test]
fn the_canonical_text_of_a_procedure_is_what_ships() {
    let here = Installation::new("fmt");
    for name in ["permesso-ztl", "dichiarazione-residenza"] {
        let copy = here.folder.join(format!("{name}.yaml"));
        fs::copy(shipped(name), &copy).unwrap();
        here.good(&["fmt", copy.to_str().unwrap()]);
        assert_eq!(
            fs::read_to_string(&copy).unwrap(),
            fs::read_to_string(shipped(name)).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn kinds_and_bricks_are_listed_with_what_they_accept() {
    let said = Installation::new("kinds").good(&["kinds"]);
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines.len() >= 45, "{said}");
    for line in &lines {
        let (_, accepts) = line.strip_prefix("brick ").unwrap_or(line).split_once(' ').unwrap();
        assert!(accepts.trim().len() > 5, "{line}");
    }
    for name in ["fiscal_code", "outline", "brick person", "brick household"] {
        assert_eq!(lines.iter().filter(|line| line.starts_with(&format!("{name} "))).count(), 1);
    }
}

#[test]
fn schema_routes_and_configuration_are_printed() {
    let here = Installation::new("print");
    let schema: serde_json::Value = serde_json::from_str(&here.good(&["schema"])).unwrap();
    assert!(schema["properties"]["workflow"].is_object());
    let routes = here.good(&["routes"]);
    assert!(routes.lines().any(|line| line.starts_with("GET") && line.ends_with("Staff")));
    let config = here.good(&["config"]);
    assert!(config.contains(&format!("listen = \"{}\"", here.listen)), "{config}");
}

#[test]
fn a_municipality_that_cannot_be_is_refused_with_every_reason() {
    let here = Installation::new("town");
    here.good(&["keys", "new"]);
    here.good(&["migrate"]);
    let (town, own) = (top().join("config/municipalities/grugliasco"), here.folder.join("town"));
    fs::create_dir_all(&own).unwrap();
    let text = fs::read_to_string(town.join("municipality.toml")).unwrap();
    let broken = text
        .replace("hue = 160", "hue = 460")
        .replace("desk = \"servizi.", "desk = \"https://servizi.");
    fs::write(own.join("municipality.toml"), broken).unwrap();
    let file = here.folder.join("sportello.toml");
    let config = fs::read_to_string(&file).unwrap();
    fs::write(&file, config.replace(town.to_str().unwrap(), own.to_str().unwrap())).unwrap();
    let output = here.run(&["serve"]);
    let why = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && why.contains("theme:") && why.contains("hosts:"), "{why}");
}

#[test]
fn an_installation_is_made_served_and_verified() {
    let here = Installation::new("serve");
    let keyless = here.run(&["serve"]);
    let why = String::from_utf8_lossy(&keyless.stderr).into_owned();
    assert!(!keyless.status.success() && why.contains("sportello keys new"), "{why}");
    here.good(&["keys", "new"]);
    assert_eq!(here.run(&["migrate", "--check"]).status.code(), Some(1));
    here.good(&["migrate"]);
    assert!(here.good(&["migrate", "--check"]).contains("0 migrations"));
    let file = shipped("permesso-ztl");
    let file = file.to_str().unwrap();
    // Nobody has any role yet: what that leaves undone is said, and nothing is published before that is known.
    let publish = ["import", "--municipality", "grugliasco", "--publish"];
    let held: Vec<&str> = publish.into_iter().chain([file]).collect();
    let held = here.run(&held);
    assert!(!held.status.success());
    let why = text(&held);
    assert!(
        why.contains("permesso-ztl: ") && why.contains("revision 1: draft, --although"),
        "{why}"
    );
    let publish: Vec<&str> = publish.into_iter().chain(["--although-unstaffed"]).collect();
    let with = |file| publish.iter().copied().chain([file]).collect::<Vec<_>>();
    let imported = here.good(&with(file));
    assert!(imported.ends_with("permesso-ztl revision 1: published\n"), "{imported}");
    let exported = here.good(&["export", "--municipality", "grugliasco", "permesso-ztl"]);
    assert_eq!(exported, fs::read_to_string(file).unwrap());

    let revise = ["revise", "--municipality", "grugliasco", "permesso-ztl"];
    assert!(here.good(&revise).contains("revision 1: 0 can be moved, 0 stay"));
    let silent: Vec<&str> = revise.into_iter().chain(["--really"]).collect();
    assert!(!here.run(&silent).status.success(), "nobody moves anything without saying why");

    let server = Server::start(&here);
    assert_eq!(get(here.listen, "/").unwrap().0, 200);
    let (status, sheet) = get(here.listen, "/servizi/mobilita-trasporti/permesso-ztl").unwrap();
    assert!(status == 200 && sheet.contains("/domanda/permesso-ztl"));
    assert_eq!(get(here.listen, "/demo/mail").unwrap().0, 404, "only the demo shows mail");
    assert_eq!(get(here.listen, "/metrics").unwrap().0, 404, "figures are the operator's");
    assert_eq!(get(here.operator, "/readyz").unwrap().0, 200);
    let (_, figures) = get(here.operator, "/metrics").unwrap();
    assert!(figures.contains("sportello_up{municipality=\"grugliasco\"} 1"), "{figures}");
    here.good(&["doctor", "--live"]);
    // What another process publishes is seen without a new start.
    let residence = shipped("dichiarazione-residenza");
    let residence = residence.to_str().unwrap();
    here.good(&with(residence));
    let begun = Instant::now();
    let sheet = "/servizi/anagrafe-stato-civile/dichiarazione-residenza";
    while get(here.listen, sheet).unwrap().0 != 200 {
        assert!(begun.elapsed() < Duration::from_secs(30), "the new service is not served");
        std::thread::sleep(Duration::from_millis(500));
    }
    server.stop();
    assert!(!here.run(&["doctor", "--live"]).status.success());
    // Nobody can sign in yet: the doctor says so.
    let sick = here.run(&["doctor"]);
    assert!(!sick.status.success() && text(&sick).contains("nobody lets in Citizen"), "{sick:?}");
    assert!(here.good(&["verify"]).contains("0 applications"));
}
