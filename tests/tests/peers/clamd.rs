//! The scanner itself: clamd of ClamAV with one signature of ours, that of the EICAR test string.

use std::{
    fs,
    io::ErrorKind,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use gateway::{
    clock::Clock,
    scanner::{Address, Found, Scanner},
    vault::Vault,
};
use tests::{
    filling::{PDF, permit},
    installation::{Engine, folder},
    plan::Plan,
};

const MB: usize = 1024 * 1024;

/// A clamd that looks through 3 MB and takes 6.
struct Clamd {
    folder: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Clamd {
    fn new(name: &str) -> Self {
        let folder = folder(name);
        fs::create_dir_all(folder.join("signatures")).expect("a folder");
        let hex: String = eicar().iter().map(|byte| format!("{byte:02x}")).collect();
        let signature = format!("Eicar-Test:0:*:{hex}\n");
        fs::write(folder.join("signatures/eicar.ndb"), signature).expect("a file");
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|it| it.local_addr());
        let port = port.expect("a free port").port();
        let settings = format!(
            "Foreground yes\nTCPSocket {port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {}\n\
             StreamMaxLength 6M\nMaxFileSize 3M\nMaxScanSize 12M\nAlertExceedsMax yes\n",
            folder.join("signatures").display()
        );
        fs::write(folder.join("clamd.conf"), settings).expect("a file");
        Self { folder, port, child: None }
    }

    fn scanner(&self) -> Scanner {
        Scanner::Clamd(Address::Tcp(format!("127.0.0.1:{}", self.port)))
    }

    async fn start(&mut self) {
        let started = Command::new("/usr/sbin/clamd")
            .arg("--config-file")
            .arg(self.folder.join("clamd.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        if let Err(error) = &started {
            assert_ne!(
                error.kind(),
                ErrorKind::NotFound,
                "clamd is not installed: run tests/setup"
            );
        }
        self.child = Some(started.expect("clamd starts"));
        for _ in 0..600 {
            if self.scanner().version().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("clamd does not answer");
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The EICAR test string, put together here so that no scanner minds this source.
fn eicar() -> Vec<u8> {
    ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat().into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clamd_tells_clean_harmful_and_too_large_apart() {
    let mut clamd = Clamd::new("clamd-apart");
    let scanner = clamd.scanner();
    let vault = Vault::memory(Clock::System);
    let look = async |bytes: Vec<u8>| {
        let stored = vault.put_bytes(bytes).await.expect("the vault");
        scanner.look(vault.get(&stored.sha256).await.expect("the vault")).await
    };
    assert!(look(PDF.to_vec()).await.is_err(), "nobody answers yet");
    clamd.start().await;
    let version = scanner.version().await.expect("an answer").expect("a version");
    assert!(version.starts_with("ClamAV"), "{version}");
    assert_eq!(look(PDF.to_vec()).await.expect("an answer"), Found::Clean);
    assert_eq!(look(Vec::new()).await.expect("an answer"), Found::Clean);
    let harmful = [PDF, &vec![b' '; MB], &eicar()].concat();
    let found = look(harmful).await.expect("an answer");
    assert!(matches!(&found, Found::Harmful(name) if name.contains("Eicar")), "{found:?}");
    let zeros = |size: usize| [PDF, &vec![0; size]].concat();
    assert_eq!(look(zeros(2 * MB)).await.expect("an answer"), Found::Clean);
    for size in [4 * MB, 20 * MB] {
        assert_eq!(look(zeros(size)).await.expect("an answer"), Found::TooLarge, "{size}");
    }
    clamd.stop();
    assert!(look(PDF.to_vec()).await.is_err(), "nobody answers any more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scanner_that_is_down_delays_and_loses_nothing() {
    let mut clamd = Clamd::new("clamd-down");
    let plan = Plan::new(Engine::Sqlite).await.scanner(&clamd.scanner());
    let installation = plan.start().await;
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let summary = me.path().to_owned();
    let desk = installation.desk();
    while desk.work_once().await.expect("the worker works") > 0 {}
    me.open(&summary).await;
    me.expect("in controllo antivirus");
    clamd.start().await;
    installation.clock.advance(chrono::Duration::hours(1));
    installation.settle().await;
    installation.again(&mut me, "mario", &summary).await;
    me.expect_not("in controllo antivirus");
    let step = summary.replace("riepilogo", "passi/general");
    me.open(&step).await;
    me.press("Rimuovi il file carta.pdf").await;
    me.attach("Carta di circolazione", "foto.pdf", &[PDF, &eicar()].concat());
    me.press("Carica").await;
    installation.settle().await;
    me.open(&step).await;
    me.expect("«foto.pdf» è stato rifiutato: contiene un virus");
}
