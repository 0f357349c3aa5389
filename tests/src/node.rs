//! A program of `tests/peers` that runs as long as the test holds it, and what it says.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::{Duration, Instant},
};

use serde_json::Value;

/// Longest wait for something that the program is bound to say.
const PATIENCE: Duration = Duration::from_secs(90);

/// Longest wait for a program to end by itself and clear up before it is ended.
const CLEARING_UP: Duration = Duration::from_secs(5);

/// The program.
pub struct Node {
    child: Child,
    said: Receiver<Value>,
    /// Whether it ends by itself when it is told nothing more, and clears up then.
    clears_up: bool,
}

impl Node {
    /// Starts `tests/peers/<folder>/<script>` on Node.js.
    pub fn start(folder: &str, script: &str, arguments: &[&str]) -> Self {
        let place = place(folder);
        let node = Command::new("node");
        Self::run(folder, &place.join("node_modules"), node, script, arguments, false)
    }

    /// Starts `tests/peers/<folder>/<script>` on the Python of `target/tools-<folder>`.
    pub fn python(folder: &str, script: &str, arguments: &[&str]) -> Self {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let tools = top.join("target").join(format!("tools-{folder}"));
        // The list is laid there when everything on it is installed.
        let installed = tools.join("installed.txt");
        let python = Command::new(tools.join("bin/python"));
        Self::run(folder, &installed, python, script, arguments, true)
    }

    fn run(
        folder: &str,
        installed: &Path,
        mut command: Command,
        script: &str,
        arguments: &[&str],
        clears_up: bool,
    ) -> Self {
        assert!(installed.exists(), "tests/peers/{folder} is not installed: run tests/setup");
        let mut child = command
            .arg(script)
            .args(arguments)
            .current_dir(place(folder))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{folder} does not start ({error}): run tests/setup"));
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
        Self { child, said, clears_up }
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

    /// Gives it a command and waits until it has obeyed; what it says to that.
    pub fn command(&mut self, order: &Value) -> Value {
        self.tell(&order.to_string());
        let said = self.next();
        assert_eq!(said["done"], order["do"], "{order}: {said}");
        said
    }

    /// Ends it at once, as a power cut would.
    pub fn stop(&mut self) {
        self.child.kill().expect("it ran");
        self.child.wait().expect("it ended");
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if self.clears_up {
            drop(self.child.stdin.take());
            let since = Instant::now();
            while matches!(self.child.try_wait(), Ok(None)) && since.elapsed() < CLEARING_UP {
                std::thread::sleep(Duration::from_millis(10));
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn place(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(folder)
}
