//! A program of `tests/peers` that runs as long as the test holds it, and what it says.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::Duration,
};

use serde_json::Value;

/// Longest wait for something that the program is bound to say.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program.
pub struct Node {
    child: Child,
    said: Receiver<Value>,
}

impl Node {
    /// Starts `tests/peers/<folder>/<script>`.
    pub fn start(folder: &str, script: &str, arguments: &[&str]) -> Self {
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(folder);
        assert!(
            place.join("node_modules").is_dir(),
            "tests/peers/{folder} is not installed: run tests/setup"
        );
        let mut child = Command::new("node")
            .arg(script)
            .args(arguments)
            .current_dir(&place)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("node does not start ({error}): run tests/setup"));
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let (tell, said) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let line = serde_json::from_str(&line).unwrap_or(Value::String(line));
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, said }
    }

    /// The next thing that it says.
    pub fn next(&self) -> Value {
        match self.said.recv_timeout(PATIENCE) {
            Ok(said) => said,
            Err(RecvTimeoutError::Timeout) => panic!("the program says nothing"),
            Err(RecvTimeoutError::Disconnected) => panic!("the program has ended"),
        }
    }

    /// What it has said so far and nobody has read.
    pub fn rest(&self) -> Vec<Value> {
        self.said.try_iter().collect()
    }

    /// Gives it a line.
    pub fn tell(&mut self, line: &str) {
        let input = self.child.stdin.as_mut().expect("its input");
        writeln!(input, "{line}").expect("it listens");
    }

    /// Ends it at once, as a power cut would.
    pub fn stop(&mut self) {
        self.child.kill().expect("it ran");
        self.child.wait().expect("it ended");
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
