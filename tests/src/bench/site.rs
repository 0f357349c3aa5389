//! A municipality to measure: a database of either engine, and servers over it as processes of their own.

use std::{fs, net::SocketAddr, path::PathBuf, process::Stdio, time::Duration};

use desk::Desk;
use gateway::{clock::Clock, keys::Keyring, previews::Previews, scanner::Scanner};
use serde_json::{Value, json};
use sportello::{
    files::Files,
    serve,
    town::{self, Common, MailWay, Place},
};
use store::Limits;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    net::TcpListener,
    process::{Child, Command},
};
use web::{App, Settings};

use super::{Bench, people::citizens};
use crate::installation::{Engine, people, twins};

const SLUG: &str = "grugliasco";
/// How many citizens the provider knows.
pub const CITIZENS: usize = 128;

/// Where a municipality lies.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its folder.
    pub folder: PathBuf,
    /// Its database.
    pub database: String,
}

/// What storage is told to do.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// Every write is durable before it is acknowledged.
    pub fsync: bool,
    /// SQLite: units that may share a COMMIT.
    pub group: usize,
}

impl Default for How {
    fn default() -> Self {
        let limits = Limits::default();
        Self { fsync: limits.fsync, group: limits.group }
    }
}

impl How {
    fn limits(self) -> Limits {
        Limits { fsync: self.fsync, group: self.group, ..Limits::default() }
    }
}

impl Site {
    /// A new one, with the procedures that ship.
    pub async fn new(bench: &Bench, name: &str, engine: Engine) -> Self {
        Self::with(bench, name, engine, str::to_owned).await
    }

    /// The same with procedures that are changed first.
    pub async fn with(
        bench: &Bench,
        name: &str,
        engine: Engine,
        change: impl Fn(&str) -> String,
    ) -> Self {
        let folder = bench.folder.join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let keys = Keyring::with_new_key("", &Clock::System).expect("keys");
        fs::write(folder.join("keys.toml"), keys).expect("a file of keys");
        let database = match engine {
            Engine::Sqlite => format!("sqlite:{}", folder.join("desk.db").display()),
            Engine::Postgres => store::testing::postgres_url(),
        };
        let site = Self { folder, database };
        let db = serve::database(&site.database).await.expect("a database");
        db.migrate().await.expect("migrated");
        db.close().await;
        let desk = site.desk(How::default()).await;
        for (path, text) in Files::shipped(SLUG).below("procedures") {
            let text = change(text);
            let imported =
                desk.import(&text, None).await.unwrap_or_else(|e| panic!("{path}: {e:?}"));
            desk.publish(&imported.procedure, imported.revision, None).await.expect("published");
        }
        desk.db.close().await;
        site
    }

    /// Its desk, in this process: to prepare and to look.
    pub async fn desk(&self, how: How) -> Desk {
        let keys = fs::read_to_string(self.folder.join("keys.toml")).expect("the file of keys");
        let common = Common {
            clock: Clock::System,
            keys: Keyring::parse(&keys).expect("keys"),
            limits: how.limits(),
            scanner: Scanner::Absent,
            previews: Previews::Absent,
        };
        let place = Place {
            files: Files::shipped(SLUG),
            database: self.database.clone(),
            vault: Some(self.folder.join("files")),
            mail: MailWay::Folder(self.folder.join("mail")),
            providers: twins(),
            payment: sportello::town::Pay::Nowhere,
            party: sportello::config::Party::default(),
            log_months: 24,
            address: Some("http://localhost".to_owned()),
            tls: false,
        };
        let everybody = people().into_iter().chain(citizens(CITIZENS)).collect();
        town::twin(&place, &common, everybody).await.expect("a desk")
    }

    /// Serves it in a process of its own, without a worker.
    pub async fn serve(&self, bench: &Bench, how: How) -> Server {
        let told = json!({
            "folder": self.folder,
            "database": self.database,
            "fsync": how.fsync,
            "group": how.group,
        });
        let mut child = Command::new(&bench.me)
            .args(["serve", &told.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("this binary can be started");
        let mut said = BufReader::new(child.stdout.take().expect("its words")).lines();
        let address = said.next_line().await.expect("its words");
        let address = address.expect("the server tells its address");
        Server { child, address }
    }

    /// Starts the server as it ships on this place; its pages are at the address when it answers.
    pub async fn ship(&self, program: &PathBuf) -> Server {
        let (listen, operator) = (free().await, free().await);
        let town =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../config/municipalities").join(SLUG);
        let at = |name: &str| self.folder.join(name).display().to_string();
        let config = format!(
            "[server]\nlisten = \"{listen}\"\noperator = \"{operator}\"\n\
             [storage]\ndatabase = \"{}\"\nfiles = \"{}\"\nkeys = \"{}\"\n\
             [mail]\nkind = \"folder\"\nfolder = \"{}\"\n\
             [log]\nformat = \"text\"\nlevel = \"warn\"\n\
             [municipality.{SLUG}]\nfolder = \"{}\"\n",
            self.database,
            at("files"),
            at("keys.toml"),
            at("mail"),
            town.display()
        );
        let path = self.folder.join("sportello.toml");
        fs::write(&path, config).expect("a configuration");
        let child = Command::new(program)
            .args(["serve", "--config"])
            .arg(&path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the server can be started");
        Server { child, address: format!("http://{listen}") }
    }
}

/// A port that was free a moment ago.
async fn free() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    listener.local_addr().expect("an address")
}

/// A server in a process of its own; it ends when this is dropped.
pub struct Server {
    child: Child,
    /// Where it is.
    pub address: String,
}

impl Server {
    /// Kills it, without a word, and waits until it is gone.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it dies");
    }

    fn about(&self, file: &str) -> PathBuf {
        PathBuf::from("/proc").join(self.child.id().expect("it lives").to_string()).join(file)
    }

    /// Processor time so far, in milliseconds.
    #[must_use]
    pub fn cpu(&self) -> f64 {
        super::cpu::used(&self.about("stat"))
    }

    /// A line of its `status`, in MiB: `VmRSS`, `VmHWM`.
    #[must_use]
    pub fn memory(&self, what: &str) -> f64 {
        let status = fs::read_to_string(self.about("status")).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kib.expect("a line of its status") / 1024.0
    }

    /// Lets the high-water mark of its memory begin anew.
    pub fn forget_peak(&self) {
        let _ = fs::write(self.about("clear_refs"), "5");
    }
}

/// What `bench serve …` does: serves a place until it is killed.
pub async fn serve_for_ever(told: &str) {
    let told: Value = serde_json::from_str(told).expect("JSON");
    let text = |key: &str| told[key].as_str().expect("text").to_owned();
    let site = Site { folder: text("folder").into(), database: text("database") };
    let how = How {
        fsync: told["fsync"].as_bool().expect("yes or no"),
        group: told["group"].as_u64().and_then(|n| usize::try_from(n).ok()).expect("a number"),
    };
    let desk = site.desk(how).await;
    let pages = town::pages(&Files::shipped(SLUG), &desk).await.expect("pages");
    let router = serve::router(App::new([pages], Settings::default()));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    println!("http://{}", listener.local_addr().expect("an address"));
    let parent = std::os::unix::process::parent_id();
    tokio::spawn(async move {
        // Nobody is left behind when the load generator dies.
        while std::os::unix::process::parent_id() == parent {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        std::process::exit(0);
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await.expect("it serves");
}
