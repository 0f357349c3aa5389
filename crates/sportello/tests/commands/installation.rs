//! An installation in a folder of its own, and the commands run on it.

use std::{
    ffi::OsStr,
    fmt::Debug,
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A folder with an installation of its own.
pub struct Installation {
    pub folder: PathBuf,
    pub listen: SocketAddr,
    pub operator: SocketAddr,
}

pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|door| door.local_addr()).unwrap()
}

impl Installation {
    pub fn new(name: &str) -> Self {
        let folder = top().join("target/tmp").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let new = Self { folder, listen: free(), operator: free() };
        let here = |path: &str| new.folder.join(path).display().to_string();
        let town = top().join("config/municipalities/grugliasco");
        let config = format!(
            "[server]\nlisten = \"{}\"\noperator = \"{}\"\n[storage]\ndatabase = \"sqlite:{}\"\n\
             files = \"{}\"\nkeys = \"{}\"\n[mail]\nkind = \"folder\"\nfolder = \"{}\"\n\
             [municipality.grugliasco]\nfolder = \"{}\"\n",
            new.listen,
            new.operator,
            here("{slug}/desk.db"),
            here("{slug}/files"),
            here("keys.toml"),
            here("mail"),
            town.display(),
        );
        fs::write(new.folder.join("sportello.toml"), config).unwrap();
        new
    }

    /// Adds to its configuration.
    pub fn say(&self, more: &str) {
        let file = self.folder.join("sportello.toml");
        let config = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{config}{more}")).unwrap();
    }

    pub fn command(&self, arguments: &[impl AsRef<OsStr> + Debug]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sportello"));
        command.arg("--config").arg(self.folder.join("sportello.toml")).args(arguments);
        command
    }

    pub fn run(&self, arguments: &[impl AsRef<OsStr> + Debug]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed; what it printed.
    pub fn good(&self, arguments: &[impl AsRef<OsStr> + Debug]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}{}", said(&output), text(&output));
        text(&output)
    }
}

pub fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn shipped(name: &str) -> PathBuf {
    top().join("config/municipalities/grugliasco/procedures").join(format!("{name}.yaml"))
}

/// What it said went wrong.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// One with keys and databases.
pub fn prepared(name: &str) -> Installation {
    let here = Installation::new(name);
    here.good(&["keys", "new"]);
    here.good(&["migrate"]);
    here
}

/// A demo provider of this test's own, with the desk's address to which it sends people back.
pub fn demo_issuer(here: &Installation) -> String {
    let (tell, told) = std::sync::mpsc::channel();
    let redirect = format!("http://{}/accedi/ritorno", here.listen);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let issuer = format!("http://{}", door.local_addr().unwrap());
            tell.send(issuer.clone()).unwrap();
            let settings = demo_provider::Settings { issuer, redirects: vec![redirect] };
            demo_provider::serve(door, settings).await.unwrap();
        });
    });
    told.recv().unwrap()
}
